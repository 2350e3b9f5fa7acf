#include "scenario/argument_reader.hpp"

#include "scenario/pattern.hpp"
#include "scenario/variables.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::scenario {

namespace {

using Kind = Token::Kind;

std::vector<std::string> names_of_variables() {
  std::vector<std::string> names;
  for (const auto& variable : variables()) names.emplace_back(variable.name);
  return names;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
  const auto meant = nearest(word, known);
  return meant ? "did you mean [" + *meant + "]?" : "";
}

void check_key(TokenReader& tokens, const Argument& argument) {
  const auto& name = argument.variable;
  switch (argument.known->key) {
    case Variable::Key::none:
      if (!argument.key.empty()) tokens.note(argument.column, "[" + name + "] takes no ->");
      return;
    case Variable::Key::any:
      if (argument.key.empty())
        tokens.note(argument.column, "[" + name + "] needs a name behind ->",
                    "write [" + name + "->NAME]");
      return;
    case Variable::Key::one_of: break;
  }
  std::vector<std::string> known;
  for (const auto key : argument.known->keys) known.push_back(name + "->" + std::string(key));
  if (std::find(known.begin(), known.end(), name + "->" + argument.key) != known.end()) return;
  const auto meant = did_you_mean(name + "->" + argument.key, known);
  tokens.note(argument.column, printable(argument.written) + " is no variable",
              meant.empty() ? "write [" + known.front() + "]" : meant);
}

// What is wrong with a variable is noted; the line is read on.
void check_variable(TokenReader& tokens, Argument& argument) {
  const auto& name = argument.variable;
  argument.known = variable_named(name);
  if (!argument.known)
    return tokens.note(argument.column, printable(argument.written) + " is no variable",
                       did_you_mean(name, names_of_variables()));
  check_key(tokens, argument);
  if (!argument.known->has_index && argument.index)
    tokens.note(argument.column, "[" + name + "] takes no index");
}

void compile(TokenReader& tokens, Argument& argument) {
  if (argument.text.empty())
    return tokens.note(argument.column, "an empty regular expression",
                       "Sympa reads // as the text of two slashes; write what is meant");
  auto pattern = Pattern::compile_for("domain.example", argument.text);
  if (!pattern) return tokens.note(argument.column, pattern.error().what);
  if (!names_domain(argument.text))
    argument.compiled = std::make_shared<const Pattern>(std::move(*pattern));
}

bool read_argument(TokenReader& tokens, std::vector<Argument>& arguments) {
  const Token token = tokens.peek();
  Argument argument;
  argument.column = token.column;
  argument.written = utf8(token.written);
  argument.text = token.text;
  switch (token.kind) {
    case Kind::word:
    case Kind::quoted: break;
    case Kind::pattern:
      argument.kind = Argument::Kind::pattern;
      compile(tokens, argument);
      break;
    case Kind::variable:
      argument.kind = Argument::Kind::variable;
      argument.variable = token.text;
      argument.key = token.key;
      argument.index = token.index;
      check_variable(tokens, argument);
      break;
    case Kind::end: return tokens.problem(token.column, "the arguments are not closed by )");
    case Kind::comma:
    case Kind::close: return tokens.problem(token.column, "an argument is missing here");
    case Kind::open:
    case Kind::equals:
    case Kind::bang:
    case Kind::arrow:
    case Kind::colons:
    case Kind::other:
      return tokens.problem(token.column, "no argument can begin with " + printable(token.written),
                            "a text that is no plain word stands in quotes: 'a@example.org'");
  }
  tokens.next();
  arguments.push_back(std::move(argument));
  return true;
}

}  // namespace

bool read_arguments(TokenReader& tokens, std::vector<Argument>& arguments) {
  if (tokens.takes(Kind::close)) return true;
  for (;;) {
    if (!read_argument(tokens, arguments)) return false;
    if (tokens.takes(Kind::close)) return true;
    if (tokens.takes(Kind::comma)) continue;
    if (tokens.sees(Kind::end))
      return tokens.problem(tokens.column(), "the arguments are not closed by )");
    return tokens.problem(tokens.column(),
                          "between two arguments stands a comma, and behind the last one )",
                          "a text that is no plain word stands in quotes: 'a@example.org'");
  }
}

}  // namespace chancery::scenario
