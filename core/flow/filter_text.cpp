#include "flow/filter_text.hpp"

#include "base/text.hpp"
#include "scenario/variables.hpp"

#include <functional>

namespace chancery {

namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

// "[name]" or "[name->key]" at the beginning; empty: there is none.
std::string_view variable_at(std::string_view text) {
  std::size_t end = 1;
  while (end < text.size() && (is_word(text[end]) || text[end] == '>')) ++end;
  if (end == 1 || end == text.size() || text[end] != ']') return {};
  return text.substr(0, end + 1);
}

Error no_variable(std::string_view written) {
  return Err(Code::misconfigured, "the filter has " + printable(written) + ", which is no variable",
             "write [text] for what is looked for, or a variable of scenarios");
}

// What is written between the brackets; none: [text].
Result<std::optional<scenario::Argument>> argument_of(std::string_view written) {
  const auto inside = written.substr(1, written.size() - 2);
  if (inside == "text") return std::optional<scenario::Argument>();
  scenario::Argument argument;
  argument.kind = scenario::Argument::Kind::variable;
  argument.written = written;
  const auto arrow = inside.find("->");
  argument.variable = inside.substr(0, arrow);
  if (arrow != std::string_view::npos) argument.key = inside.substr(arrow + 2);
  argument.known = scenario::variable_named(argument.variable);
  const bool has_key = arrow != std::string_view::npos;
  if (!argument.known || has_key == (argument.known->key == scenario::Variable::Key::none))
    return no_variable(written);
  return std::optional(std::move(argument));
}

Result<std::string> value_of(const std::optional<scenario::Argument>& argument,
                             const Sought& sought) {
  if (!argument) return std::string(sought.text);
  const auto value = scenario::value_of(*argument, sought.question, sought.answers);
  if (!value) return value.error();
  if (value->size() != 1)
    return Err(Code::misconfigured, "the filter has " + printable(argument->written) +
                                        ", of which there are " + std::to_string(value->size()));
  return std::string(value->front());
}

using Put = std::function<void(std::string value)>;

// Copies what is no variable, and hands over what each variable is: empty where nobody is sought.
Result<void> replace(std::string_view filter, const Sought* sought, std::string& text,
                     const Put& put) {
  while (!filter.empty()) {
    const auto begin = std::min(filter.find('['), filter.size());
    text.append(filter.substr(0, begin));
    filter.remove_prefix(begin);
    if (filter.empty()) break;
    const auto written = variable_at(filter);
    if (written.empty()) {
      text += '[';
      filter.remove_prefix(1);
      continue;
    }
    const auto argument = argument_of(written);
    if (!argument) return argument.error();
    auto value = sought ? value_of(*argument, *sought) : std::string();
    if (!value) return value.error();
    put(std::move(*value));
    filter.remove_prefix(written.size());
  }
  return {};
}

void escape(std::string_view value, std::string& text) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (const char c : value) {
    if (c != '*' && c != '(' && c != ')' && c != '\\' && c != '\0') {
      text += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    text += '\\';
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
}

Result<SqlText> sql_text(std::string_view filter, const Sought* sought) {
  SqlText sql;
  if (filter.find('?') != std::string_view::npos)
    return Err(Code::misconfigured, "the statement has a ?", "write [text] where a value goes");
  auto done = replace(filter, sought, sql.text, [&](std::string value) {
    sql.text += '?';
    sql.values.push_back(std::move(value));
  });
  if (!done) return done.error();
  return sql;
}

Result<std::string> ldap_text(std::string_view filter, const Sought* sought) {
  std::string text;
  auto done = replace(filter, sought, text, [&](const std::string& value) { escape(value, text); });
  if (!done) return done.error();
  return text;
}

}  // namespace

Result<SqlText> sql_text(std::string_view filter, const Sought& sought) {
  return sql_text(filter, &sought);
}
Result<SqlText> sql_text(std::string_view filter) { return sql_text(filter, nullptr); }

Result<std::string> ldap_text(std::string_view filter, const Sought& sought) {
  return ldap_text(filter, &sought);
}
Result<std::string> ldap_text(std::string_view filter) { return ldap_text(filter, nullptr); }

}  // namespace chancery
