// How Sympa 6.2.70 reads a scenario file, accidents included: a small model of its regular
// expressions, which are searched and not anchored, so that it finds rules where nobody wrote one.
//
// It is there to tell people what their files did until now. Nothing is ever decided by it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::scenario::sympa {

struct Rule {
  bool negated = false;
  std::string predicate;               // lower case
  std::vector<std::string> arguments;  // as written, with quotes, slashes and brackets
  std::vector<std::string> methods;    // as it reads them: some may be methods that nobody has
  std::string action;                  // "reject,quiet", "request_auth([email])", "allow"
  std::optional<std::string> reason, message_template;
  // Exactly smtp, dkim, md5 and smime: then it tests no method at all.
  bool any_method() const;
};

struct Line {
  enum class Kind { nothing, title, include, rule, unreadable };
  int number = 0;
  std::string text;
  Kind kind = Kind::nothing;
  std::string included;                // of an include; empty: it is none that it can look for
  std::optional<Rule> rule;            // unless `broken`
  std::string broken;                  // why nothing of the file is compiled; empty: it is
  std::vector<std::string> accidents;  // what it reads otherwise than it is written
};

struct Reading {
  enum class Fate {
    decides,
    dropped,       // a line is unreadable: no rules are left, all is rejected for no-rule-match
    not_compiled,  // a rule is broken: all is rejected for not-compiled
  };
  Fate fate = Fate::decides;
  int because = 0;          // of which line
  std::vector<Line> lines;  // up to the unreadable one
};

// Past this many bytes a line is called unreadable without being looked at.
inline constexpr std::size_t longest_line = 10'000;

Reading read(std::string_view text);

// The pieces of a line, for read(): what precedes the methods, what its arguments
// come to, and what follows the arrow.
void read_condition(std::string_view condition, Line& line);
void check_arguments(Line& line);
void read_action(std::string_view action, Line& line);
// The end of [name], [name->key] or either with [index]; 0: none begins there.
std::size_t past_variable(std::string_view text, std::size_t at);

// Blanks, letters and cases as in its regular expressions.
bool is_space(char c);
bool is_word(char c);
std::size_t past_space(std::string_view text, std::size_t at);
bool begins_with(std::string_view text, std::size_t at, std::string_view word);  // in any case
std::string quoted(std::string_view text);  // in `...`, for people

}  // namespace chancery::scenario::sympa
