#include "cli/case_answers.hpp"

#include "base/text.hpp"
#include "mail/address.hpp"
#include "scenario/text_filter.hpp"

#include <algorithm>
#include <array>

namespace chancery::cli {

namespace {

using scenario::Value;
using Texts = ScenarioCase::Texts;

std::optional<std::string_view> find(const Texts& texts, std::string_view key) {
  const auto at = texts.find(std::string(key));
  return at == texts.end() ? std::nullopt : std::optional<std::string_view>(at->second);
}

bool has(const ScenarioCase::Roles& roles, std::string_view role, std::string_view who) {
  const auto at = roles.find(std::string(role));
  return at != roles.end() && at->second.contains(std::string(who));
}

template <std::size_t N>
bool is_one_of(std::string_view key, const std::array<std::string_view, N>& known) {
  return std::find(known.begin(), known.end(), key) != known.end();
}

Error unknown(std::string_view variable, std::string_view key) {
  return Err(Code::misconfigured,
             "[" + std::string(variable) + "->" + std::string(key) + "] is not set");
}

}  // namespace

// "other", or "other@" and the domain of this case or one that the case names.
const ScenarioCase::Roles* CaseAnswers::roles_of(std::string_view list) const {
  auto name = std::string(list);
  auto found = world_.lists.find(name);
  const auto at = name.find('@');
  if (found == world_.lists.end() && at != std::string::npos &&
      equal_ignoring_case(name.substr(at + 1), world_.domain))
    found = world_.lists.find(name.substr(0, at));
  return found == world_.lists.end() ? nullptr : &found->second;
}

// A listmaster counts as an owner; where a list has no editor, its owners are the editors.
bool CaseAnswers::stands(std::string_view role, const ScenarioCase::Roles& roles,
                         std::string_view who) const {
  if (role == "owner")
    return has(roles, "owner", who) || world_.listmasters.contains(std::string(who));
  if (role != "editor") return has(roles, role, who);
  const auto editors = roles.find("editor");
  return editors == roles.end() || editors->second.empty() ? has(roles, "owner", who)
                                                           : has(roles, "editor", who);
}

Result<bool> CaseAnswers::ask(std::string_view predicate, std::span<const Value> arguments) {
  constexpr std::array<std::string_view, 4> known = {"is_subscriber", "is_owner", "is_editor",
                                                     "is_listmaster"};
  if (!is_one_of(predicate, known))
    return Err(Code::unsupported, "a case cannot answer " + std::string(predicate));
  const auto role = predicate.substr(3);
  const ScenarioCase::Roles site = {{"listmaster", world_.listmasters}};
  const auto* roles = role == "listmaster" ? &site : roles_of(arguments.front().front());
  if (!roles) return false;
  return arguments.back().any([&](std::string_view who) {
    const auto address = Address::make(who);
    return address && stands(role, *roles, address->text());
  });
}

Result<Value> CaseAnswers::site_parameter(std::string_view key) const {
  constexpr std::array<std::string_view, 6> documented = {
      "default_list_priority", "email", "lang", "listmaster", "max_size", "request_priority"};
  if (const auto text = find(world_.conf, key)) return Value(*text);
  if (key == "domain" || key == "host") return Value(world_.domain);
  if (is_one_of(key, documented) || key == "sympa_priority") return Value("");
  return unknown("conf", key);
}

Result<Value> CaseAnswers::list_parameter(std::string_view key) const {
  constexpr std::array<std::string_view, 7> documented = {
      "lang", "max_size", "priority", "reply_to", "status", "subject", "account"};
  if (!world_.has_list)
    return Err(Code::misconfigured, "[list->" + std::string(key) + "] is about no list");
  if (const auto text = find(world_.admin, key)) return Value(*text);
  if (key == "name") return Value(world_.list);
  if (key == "domain") return Value(world_.domain);
  if (key == "address") return Value::of(world_.list + "@" + world_.domain);
  if (key == "total") {
    const auto& roles = world_.lists.at(world_.list);
    const auto members = roles.find("subscriber");
    return Value::of(std::to_string(members == roles.end() ? 0 : members->second.size()));
  }
  if (is_one_of(key, documented)) return Value("");
  return unknown("list", key);
}

bool CaseAnswers::is_subscriber() const {
  const auto* roles = roles_of(world_.list);
  return roles && has(*roles, "subscriber", world_.sender);
}

Result<Value> CaseAnswers::value(std::string_view variable, std::string_view key) {
  if (variable == "conf") return site_parameter(key);
  if (variable == "list") return list_parameter(key);
  if (variable == "custom_vars") return Value(find(world_.custom_vars, key).value_or(""));
  if (variable == "env") return Value(find(world_.env, key).value_or(""));
  if (variable == "remote_addr")
    if (const auto client = find(world_.env, "REMOTE_ADDR")) return Value(*client);
  if (const auto at = world_.context.find(std::string(variable)); at != world_.context.end())
    return Value(find(at->second, key).value_or(""));
  if (variable == "date" || variable == "execution_date")
    return Value::of(std::to_string(seconds(now_)));
  if (variable == "remote_host") return Value("unknown_host");
  if (key == "email" && (variable == "user" || (variable == "subscriber" && is_subscriber())))
    return Value(world_.sender);
  return Value("");
}

Result<bool> CaseAnswers::search(std::string_view file, std::string_view text) {
  const auto filter = find(world_.filters, file);
  if (!filter && file == "blocklist.txt") return false;
  if (!filter) return Err(Code::misconfigured, "the filter " + std::string(file) + " is not there");
  if (file.ends_with(".txt")) return scenario::text_filter_finds(*filter, text);
  return Err(Code::unsupported, "a case cannot answer by " + std::string(file));
}

}  // namespace chancery::cli
