#include "scenario/argument_reader.hpp"

#include "scenario/pattern.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>

namespace chancery::scenario {

namespace {

// Those that this version can answer, and those that Sympa has besides.
const std::vector<std::string> variables = {"sender", "email",      "listname", "domain",
                                            "host",   "msg_header", "header"};
const std::vector<std::string> later_variables = {
    "msg_body",     "msg_part",       "msg_encrypted",
    "is_bcc",       "current_date",   "execution_date",
    "date",         "previous_email", "current_email",
    "remote_host",  "remote_addr",    "user_attributes",
    "user",         "subscriber",     "custom_vars",
    "conf",         "list",           "env",
    "family",       "topic",          "topic_auto",
    "topic_sender", "topic_editor",   "topic_needed",
    "msg"};

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool takes_key(std::string_view variable) {
  return variable == "msg_header" || variable == "header";
}

// Sympa cuts the line at any #, also here: whoever wrote it meant something else than it reads.
bool refuse_hash(Cursor& cursor, int column, std::string_view text) {
  if (text.find('#') == std::string_view::npos) return true;
  return cursor.problem(
      column, "a # inside a text or a regular expression is ambiguous: Sympa ends the line there",
      "in a regular expression write \\x23");
}

bool check_variable(Cursor& cursor, const Argument& argument) {
  const auto& name = argument.variable;
  if (!contains(variables, name)) {
    if (contains(later_variables, name))
      return cursor.problem(argument.column, "[" + name + "] is not known to this version");
    const auto meant = nearest(name, variables);
    return cursor.problem(argument.column, "[" + printable(name) + "] is no variable",
                          meant ? "did you mean [" + *meant + "]?" : "");
  }
  if (takes_key(name) && argument.key.empty())
    return cursor.problem(argument.column, "[" + name + "] needs the name of a header field",
                          "write [" + name + "->Subject]");
  if (!takes_key(name) && !argument.key.empty())
    return cursor.problem(argument.column, "[" + name + "] takes no ->");
  if (!takes_key(name) && argument.index)
    return cursor.problem(argument.column, "[" + name + "] has one value and takes no index");
  return true;
}

// [0], [-1] behind a variable.
bool read_index(Cursor& cursor, Argument& argument) {
  if (!cursor.takes("[")) return true;
  const auto digits = cursor.run_of("-0123456789");
  int index = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size())
    return cursor.problem(cursor.column(), "an index is a number, as in [header->Received][0]");
  if (!cursor.takes("]")) return cursor.problem(cursor.column(), "the index is not closed by ]");
  argument.index = index;
  return true;
}

bool read_variable(Cursor& cursor, Argument& argument) {
  argument.kind = Argument::Kind::variable;
  cursor.advance(1);
  argument.variable = cursor.run_of(word_characters);
  if (cursor.takes("->"))
    argument.key =
        cursor.run_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:");
  if (!cursor.takes("]"))
    return cursor.problem(argument.column, "this variable is not closed by ]");
  return read_index(cursor, argument) && check_variable(cursor, argument);
}

bool read_quoted(Cursor& cursor, Argument& argument) {
  const char quote = cursor.peek();
  const auto rest = cursor.rest();
  const auto end = rest.find(quote, 1);
  if (end == std::string_view::npos)
    return cursor.problem(argument.column, std::string("this text is not closed by ") + quote);
  argument.text = rest.substr(1, end - 1);
  cursor.advance(end + 1);
  return refuse_hash(cursor, argument.column, argument.text);
}

bool read_pattern(Cursor& cursor, Argument& argument) {
  argument.kind = Argument::Kind::pattern;
  const auto rest = cursor.rest();
  std::size_t end = 1;
  while (end < rest.size() && rest[end] != '/') end += rest[end] == '\\' ? 2 : 1;
  if (end >= rest.size())
    return cursor.problem(argument.column, "this regular expression is not closed by /");
  argument.text = rest.substr(1, end - 1);
  cursor.advance(end + 1);
  if (!refuse_hash(cursor, argument.column, argument.text)) return false;
  const auto compiled = Pattern::compile(argument.text, "domain.example");
  return compiled ? true : cursor.problem(argument.column, compiled.error().what);
}

bool read_argument(Cursor& cursor, std::vector<Argument>& arguments) {
  Argument argument;
  argument.column = cursor.column();
  bool good = true;
  const char c = cursor.peek();
  if (c == '[') {
    good = read_variable(cursor, argument);
  } else if (c == '\'' || c == '"') {
    good = read_quoted(cursor, argument);
  } else if (c == '/') {
    good = read_pattern(cursor, argument);
  } else {
    argument.text =
        cursor.run_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");
    if (argument.text.empty())
      return cursor.problem(argument.column, "no argument can begin with " + printable({&c, 1}),
                            "quote a text that is no plain word: 'a@example.org'");
  }
  arguments.push_back(std::move(argument));
  return good;
}

}  // namespace

bool read_arguments(Cursor& cursor, std::vector<Argument>& arguments) {
  cursor.skip_blanks();
  if (cursor.takes(")")) return true;
  for (;;) {
    cursor.skip_blanks();
    if (cursor.at_end())
      return cursor.problem(cursor.column(), "the arguments are not closed by )");
    if (!read_argument(cursor, arguments)) return false;
    cursor.skip_blanks();
    if (cursor.takes(")")) return true;
    if (!cursor.takes(","))
      return cursor.problem(cursor.column(),
                            "between two arguments stands a comma, and behind the last one )");
  }
}

}  // namespace chancery::scenario
