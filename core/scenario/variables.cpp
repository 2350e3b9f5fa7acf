#include "scenario/variables.hpp"

#include "scenario/evaluator.hpp"

#include "mail/address.hpp"
#include "mail/header.hpp"

#include <algorithm>
#include <array>

namespace chancery::scenario {

namespace {

Value sender(const Question& question, const Argument&) { return {question.sender}; }
Value email(const Question& question, const Argument&) {
  return {question.email.empty() ? question.sender : question.email};
}
Value list_name(const Question& question, const Argument&) { return {question.list}; }
Value domain(const Question& question, const Argument&) { return {question.domain}; }

// A field that is missing, and an index past the end, is one empty text: as in Sympa.
Value raw_fields(const Question& question, const Argument& argument) {
  Value values;
  if (question.message)
    for (const auto value : question.message->values(argument.key)) values.emplace_back(value);
  if (!argument.index) return values.empty() ? Value{""} : values;
  const auto count = static_cast<long>(values.size());
  const long index = *argument.index < 0 ? *argument.index + count : *argument.index;
  if (index < 0 || index >= count) return {""};
  return {values[static_cast<std::size_t>(index)]};
}

Value fields(const Question& question, const Argument& argument) {
  auto values = raw_fields(question, argument);
  for (auto& value : values) value = decode_words(value);
  return values;
}

constexpr Variable later(std::string_view name) { return {name, false, false, nullptr}; }

constexpr std::array table = {
    Variable{"sender", false, false, sender},
    Variable{"email", false, false, email},
    Variable{"listname", false, false, list_name},
    Variable{"domain", false, false, domain},
    Variable{"host", false, false, domain},
    Variable{"msg_header", true, true, fields},
    Variable{"header", true, true, fields},
    later("msg_body"),
    later("msg_part"),
    later("msg_encrypted"),
    later("msg"),
    later("is_bcc"),
    later("current_date"),
    later("execution_date"),
    later("date"),
    later("previous_email"),
    later("current_email"),
    later("remote_host"),
    later("remote_addr"),
    later("user_attributes"),
    later("user"),
    later("subscriber"),
    later("custom_vars"),
    later("conf"),
    later("list"),
    later("env"),
    later("family"),
    later("topic"),
    later("topic_auto"),
    later("topic_sender"),
    later("topic_editor"),
    later("topic_needed"),
};

}  // namespace

const Variable* variable_named(std::string_view name) {
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const auto& v) { return v.name == name; });
  return found == table.end() ? nullptr : &*found;
}

std::vector<std::string> supported_variables() {
  std::vector<std::string> names;
  for (const auto& variable : table)
    if (variable.value) names.emplace_back(variable.name);
  return names;
}

Value value_of(const Argument& argument, const Question& question) {
  if (argument.kind != Argument::Kind::variable) return {argument.text};
  return variable_named(argument.variable)->value(question, argument);
}

Value addresses_of(const Argument& argument, const Question& question) {
  const bool is_text = argument.kind != Argument::Kind::variable;
  if (!is_text && !variable_named(argument.variable)->has_many) return value_of(argument, question);
  Value addresses;
  for (const auto& item : is_text ? Value{argument.text} : raw_fields(question, argument)) {
    const auto list = parse_addresses(item);
    if (!list) continue;
    for (const auto& mailbox : list->mailboxes) addresses.push_back(mailbox.spec);
  }
  return addresses.empty() ? Value{""} : addresses;
}

}  // namespace chancery::scenario
