// One line of a scenario as tokens. The one place that knows where a comment begins, where a quote
// or a regular expression ends, and which bytes may stand in a rule at all.
//
// It does not know what a rule is. A # that Sympa would read differently from its author, and
// quoted texts that Sympa cannot read, are problems here.
#pragma once

#include "scenario/problem.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::scenario {

struct Token {
  enum class Kind {
    word,     // letters, digits, _ - .
    quoted,   // 'text' or "text"
    pattern,  // /regular expression/
    variable,
    open,
    close,
    comma,
    equals,
    bang,
    arrow,   // ->
    colons,  // ::
    other,   // one character that has no meaning in a rule
    end,
  };
  Kind kind = Kind::end;
  std::string_view written;  // into the line
  std::string_view text;     // without quotes, slashes or brackets
  std::string_view key;      // of a variable: behind the ->
  std::optional<int> index;  // of a variable
  int column = 0;
  bool spaced = false;  // white space before it
  bool is(Kind wanted) const { return kind == wanted; }
};

// The last token is always `end`. None: the line cannot be cut, and a problem says why.
std::optional<std::vector<Token>> lex(std::string_view line, int number, Problems& problems);

// The line up to the # that begins a comment, for lines that are no rules. A # that is glued to a
// word is a problem.
std::string_view without_comment(std::string_view line, int number, Problems& problems);

}  // namespace chancery::scenario
