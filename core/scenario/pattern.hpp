// Regular expressions of scenarios: Perl's syntax, case ignored, with limits. The one user of
// PCRE2.
#pragma once

#include <chancery/result.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace chancery::scenario {

class Pattern {
 public:
  // [domain] and [host] inside stand for `domain`, taken literally. Broken, or something that would
  // run code: unusable, with PCRE2's sentence.
  static Result<Pattern> compile(std::string_view text, std::string_view domain);
  Pattern(Pattern&&) noexcept;
  ~Pattern();

  // Whether it matches anywhere in the subject. A pattern that runs away is an Error, never "no".
  Result<bool> matches(std::string_view subject) const;

 private:
  struct Code;
  explicit Pattern(std::unique_ptr<Code> code);
  std::unique_ptr<Code> code_;
};

}  // namespace chancery::scenario
