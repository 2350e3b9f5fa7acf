// Regular expressions of scenarios: Perl's syntax, case ignored, unanchored. The one user of PCRE2.
//
// Neither their author nor the sender of a message can make a match run away: the work of one
// question is bounded as a whole, and past the bound the answer is an Error, never "no".
#pragma once

#include "scenario/value.hpp"

#include <chancery/result.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace chancery::scenario {

class Pattern {
 public:
  // Broken, or something that would run code or that Perl does not have: unusable, with the reason.
  // UTF-8 where the text is valid UTF-8, else bytes. An empty pattern matches nothing, as in Sympa.
  static Result<Pattern> compile(std::string_view text);
  // The same, with that domain in the place of [domain] and [host], taken literally.
  static Result<Pattern> compile_for(std::string_view domain, std::string_view text);
  Pattern(Pattern&&) noexcept;
  ~Pattern();

  // Whether it matches anywhere in one of these; what is no UTF-8 in them matches nothing. They
  // share the bound. One scratch area belongs to a pattern: not for two threads at once.
  Result<bool> matches_any(const Value& subjects) const;

 private:
  struct Code;
  explicit Pattern(std::unique_ptr<Code> code);
  std::unique_ptr<Code> code_;
};

// Whether [domain] or [host] stands in it.
bool names_domain(std::string_view text);

}  // namespace chancery::scenario
