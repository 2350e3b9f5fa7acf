#include "scenario/sympa.hpp"

#include "scenario/pattern.hpp"
#include "scenario/perl_syntax.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace chancery::scenario::sympa {

namespace {

bool has_right_count(const Rule& rule) {
  const auto count = rule.arguments.size();
  if (rule.predicate == "true" || rule.predicate == "all") return count == 0;
  if (rule.predicate == "is_listmaster" || rule.predicate == "verify_netmask") return count == 1;
  if (rule.predicate == "search") return count == 1 || count == 2;
  return rule.predicate.starts_with("customcondition::") || count == 2;
}

bool is_pattern(std::string_view argument) { return argument.size() > 2 && argument[0] == '/'; }
bool is_quoted(std::string_view argument) { return argument[0] == '\'' || argument[0] == '"'; }

// The variable in brackets that it finds anywhere in the argument, as "sender" or "conf->x".
std::string_view variable_in(std::string_view argument) {
  for (auto at = argument.find('['); at != std::string_view::npos; at = argument.find('[', at + 1))
    if (past_variable(argument, at) != 0)
      return argument.substr(at + 1, argument.find(']', at) - at - 1);
  return {};
}

bool runs_code(std::string_view pattern) {
  return pattern.find("(?{") != std::string_view::npos ||
         pattern.find("(??{") != std::string_view::npos;
}

void check_pattern(std::string_view argument, Line& line) {
  const auto text = argument.substr(1, argument.size() - 2);
  if (runs_code(text)) {
    line.accidents.emplace_back("the pattern runs code of its author");
    return;
  }
  if (const auto foreign = foreign_to_perl(text)) {
    line.accidents.push_back("Perl reads the pattern otherwise: it " + *foreign);
    return;
  }
  if (!Pattern::compile_for("domain.example", text))
    line.broken = "the pattern " + quoted(argument) + " is broken";
  else if (text.find('\'') != std::string_view::npos)
    line.accidents.emplace_back("a pattern with ' in it never matches");
}

bool has_key_of(std::string_view variable) {
  constexpr std::array<std::string_view, 10> keyed = {
      "custom_vars", "family",          "conf",       "list",   "env",
      "user",        "user_attributes", "msg_header", "header", "msg"};
  const auto arrow = variable.find("->");
  const auto name = lower(variable.substr(0, arrow));
  return std::find(keyed.begin(), keyed.end(), name) != keyed.end() || name == "subscriber" ||
         lower(variable) == "msg_part->type";
}

// Names that it looks up in any case, and those of what every request brings.
bool is_known(std::string_view name) {
  constexpr std::array<std::string_view, 6> any_case = {"msg_body",     "is_bcc",   "msg_encrypted",
                                                        "current_date", "listname", "topic"};
  constexpr std::array<std::string_view, 10> exact = {
      "sender",      "email", "domain",         "host",           "remote_host",
      "remote_addr", "date",  "execution_date", "previous_email", "current_email"};
  const auto lowered = lower(name);
  return lowered.starts_with("topic_") ||
         std::find(any_case.begin(), any_case.end(), lowered) != any_case.end() ||
         std::find(exact.begin(), exact.end(), name) != exact.end();
}

void check_key(std::string_view argument, std::string_view variable, Line& line) {
  if (lower(variable) == "msg_part->body")
    line.broken = "it makes no valid program of [msg_part->body]";
  else if (lower(variable).starts_with("subscriber->"))
    line.accidents.emplace_back("[subscriber->...] fails whenever it is asked for");
  else if (!has_key_of(variable))
    line.accidents.push_back(quoted(argument) + " is this text, and no variable");
}

void check_variable(std::string_view argument, std::string_view variable, Line& line) {
  if (is_quoted(argument) && argument.size() != variable.size() + 4)
    line.accidents.push_back(quoted(argument) + " is the variable in it, and nothing else");
  else if (is_quoted(argument))
    line.accidents.push_back(quoted(argument) + " is a variable all the same");
  if (variable.find("->") != std::string_view::npos) return check_key(argument, variable, line);
  if (argument.ends_with(']') && argument.find("][") != std::string_view::npos)
    line.accidents.push_back("the index of " + quoted(argument) + " is ignored");
  if (!is_known(variable))
    line.accidents.push_back("[" + printable(variable) +
                             "] is an empty text, unless something of that name was handed in");
}

void check_argument(std::string_view argument, Line& line) {
  if (is_pattern(argument)) return check_pattern(argument, line);
  if (argument == "//") line.accidents.emplace_back("`//` is the text of two slashes");
  if (const auto variable = variable_in(argument); !variable.empty())
    check_variable(argument, variable, line);
}

bool is_field(std::string_view argument) {
  const auto name = lower(variable_in(argument));
  return (name.starts_with("header->") || name.starts_with("msg_header->")) &&
         argument.find("][") == std::string_view::npos;
}

void check_match(std::string_view pattern, Line& line) {
  if (!variable_in(pattern).empty() && !is_pattern(pattern))
    line.accidents.emplace_back("the value of " + quoted(pattern) + " is the pattern");
  else if (is_quoted(pattern) && !Pattern::compile(pattern.substr(1, pattern.size() - 2)))
    line.accidents.emplace_back("the broken pattern matches nothing, so ! of it is true");
}

void check_predicate(Line& line) {
  const auto& rule = *line.rule;
  if (!has_right_count(rule)) {
    line.broken = rule.predicate + " with " + std::to_string(rule.arguments.size()) + " arguments";
    return;
  }
  if (rule.predicate == "message")
    line.accidents.emplace_back("message fails whenever it is asked");
  if (rule.predicate == "equal" && is_field(rule.arguments[1]))
    line.accidents.push_back("nothing is ever equal to " + quoted(rule.arguments[1]));
  if (rule.predicate == "match") check_match(rule.arguments[1], line);
  if (rule.predicate == "search" && rule.arguments.size() == 2 && rule.arguments[1] != "[sender]" &&
      rule.arguments[0].ends_with(".txt"))
    line.accidents.emplace_back("search in a .txt looks for [sender], whatever it is given");
}

}  // namespace

std::size_t past_variable(std::string_view text, std::size_t at) {
  const auto name = [&](std::string_view more) {
    const auto begin = at;
    while (at < text.size() && (is_word(text[at]) || more.find(text[at]) != std::string_view::npos))
      ++at;
    return at > begin;
  };
  ++at;
  if (!name("")) return 0;
  if (text.substr(at, 2) == "->" && (at += 2, !name("-"))) return 0;
  if (at >= text.size() || text[at] != ']') return 0;
  const auto end = ++at;
  if (at >= text.size() || text[at] != '[') return end;
  ++at;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  const auto digits = at;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
  return at > digits && at < text.size() && text[at] == ']' ? at + 1 : end;
}

void check_arguments(Line& line) {
  for (const auto& argument : line.rule->arguments)
    if (line.broken.empty()) check_argument(argument, line);
  if (line.broken.empty()) check_predicate(line);
}

}  // namespace chancery::scenario::sympa
