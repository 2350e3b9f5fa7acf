#include "flow/answers.hpp"

#include <array>

namespace chancery {

namespace {

using scenario::Value;
using Texts = std::map<std::string, std::string>;

const std::string* found(const Texts& texts, std::string_view key) {
  const auto at = texts.find(std::string(key));
  return at == texts.end() ? nullptr : &at->second;
}

// That the key is missing is a mistake, most likely in its name: an empty text would decide.
Error unknown(std::string_view variable, std::string_view key, const std::string& where) {
  const std::string name(key);
  return Err(Code::misconfigured, "[" + std::string(variable) + "->" + name + "] is not set",
             "set " + name + " in " + where);
}

// Of the web, of families and of topics, which there are none of.
bool is_empty_in_mail(std::string_view variable) {
  constexpr std::array<std::string_view, 11> names = {
      "topic",          "topic_auto",    "topic_sender", "topic_editor",    "topic_needed", "env",
      "previous_email", "current_email", "remote_addr",  "user_attributes", "family"};
  return std::find(names.begin(), names.end(), variable) != names.end();
}

}  // namespace

Result<bool> PostAnswers::ask(std::string_view predicate, std::span<const Value> arguments) {
  const auto* plugin = office_.plugins.predicate(predicate);
  if (!plugin)
    return Err(Code::misconfigured, "no plugin provides the predicate " + std::string(predicate));
  return plugin->evaluate(predicate, arguments, {question_.list, question_.domain, question_.at});
}

Result<Value> PostAnswers::value(std::string_view variable, std::string_view key) {
  if (variable == "execution_date" || variable == "date")
    return Value::of(std::to_string(seconds(question_.at)));
  if (variable == "remote_host") return Value("unknown_host");
  if (variable == "conf") return site_parameter(key);
  if (variable == "list") return list_parameter(key);
  if (variable == "subscriber") return subscriber(key);
  if (variable == "user") return key == "email" ? Value(question_.sender) : subscriber(key);
  if (variable == "custom_vars") {  // a scenario of many lists may be about what few of them have
    const auto* text = found(office_.list.custom_vars, key);
    return Value(text ? std::string_view(*text) : "");
  }
  if (is_empty_in_mail(variable)) return Value("");
  return Answers::value(variable, key);
}

Result<Value> PostAnswers::site_parameter(std::string_view key) const {
  const auto& settings = office_.settings;
  if (const auto* text = found(settings.conf, key)) return Value(*text);
  if (key == "domain" || key == "host") return Value(settings.domain);
  if (key != "listmaster" && key != "listmasters")
    return unknown("conf", key, "[conf] of chancery.toml");
  std::vector<std::string> listmasters;
  for (const auto& address : settings.listmasters) listmasters.push_back(address.text());
  return Value(std::move(listmasters));
}

Result<Value> PostAnswers::list_parameter(std::string_view key) const {
  const auto& list = office_.list;
  if (key == "name") return Value(list.name);
  if (key == "address") return Value(list.address.text());
  if (key == "domain") return Value(list.address.domain());
  if (const auto* text = found(list.parameters, key)) return Value(*text);
  if (key != "total") return unknown("list", key, "[parameters] of list.toml");
  const auto total = office_.store.count(list.name, Role::member);
  return total ? Value::of(std::to_string(*total)) : Result<Value>(total.error());
}

// Of the sender. Whoever is no subscriber has none of it; what nobody keeps here is an Error.
Result<Value> PostAnswers::subscriber(std::string_view key) const {
  const auto member = office_.store.member(office_.list.name, question_.sender, Role::member);
  if (!member) return member.error();
  if (!*member) return Value("");
  if (key == "email") return Value(question_.sender);
  if (key == "gecos") return Value::of((*member)->name);
  return Err(Code::unsupported, "[subscriber->" + std::string(key) + "] is kept nowhere here",
             "there are email and gecos");
}

Result<bool> PostAnswers::search(std::string_view file, std::string_view text) {
  return filters_.find(file, {text, question_, *this});
}

}  // namespace chancery
