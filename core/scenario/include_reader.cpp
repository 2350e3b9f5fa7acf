#include "scenario/include_reader.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::scenario {

namespace {

using Kind = Token::Kind;

// Of other names Sympa finds no file.
bool is_name(std::string_view name) {
  return !name.empty() && name.find_first_not_of(
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
                              "wxyz0123456789_.") == std::string_view::npos;
}

}  // namespace

bool is_include(const TokenReader& tokens) {
  return tokens.sees(Kind::word) && equal_ignoring_case(tokens.peek().text, "include");
}

std::optional<std::string> read_include(TokenReader& tokens) {
  tokens.next();
  const bool open = tokens.takes(Kind::open);
  const Token word = tokens.next();
  const bool single = word.is(Kind::quoted) && word.written.starts_with('\'');
  if ((!word.is(Kind::word) && !single) || !is_name(word.text)) {
    tokens.problem(word.column, "behind include stands a name of letters, digits, _ and .",
                   "write include name, for the file include.name");
    return std::nullopt;
  }
  if (open != tokens.takes(Kind::close)) {
    tokens.problem(tokens.column(), "the parentheses of include do not match");
    return std::nullopt;
  }
  if (!tokens.sees(Kind::end)) {
    tokens.problem(tokens.column(), "nothing may stand behind include, and here stands '" +
                                        printable(tokens.rest(), 40) + "'");
    return std::nullopt;
  }
  return std::string(word.text);
}

}  // namespace chancery::scenario
