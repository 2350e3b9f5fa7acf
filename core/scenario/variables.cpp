#include "scenario/variables.hpp"

#include "scenario/evidence_values.hpp"
#include "scenario/message_values.hpp"

#include "mail/address.hpp"

#include <algorithm>
#include <array>

namespace chancery::scenario {

namespace {

using Key = Variable::Key;

Result<Value> sender(const Argument&, const Question& question) { return Value(question.sender); }
Result<Value> email(const Argument&, const Question& question) { return Value(question.about()); }
Result<Value> domain(const Argument&, const Question& question) { return Value(question.domain); }
Result<Value> at(const Argument&, const Question& question) {
  return Value::of(std::to_string(seconds(question.at)));
}

Result<Value> list_name(const Argument& argument, const Question& question) {
  if (!question.list.empty()) return Value(question.list);
  return Err(Code::misconfigured, argument.written + " is asked for, and this is about no list");
}

constexpr std::array<std::string_view, 2> part_keys = {"type", "body"};

constexpr std::array table = {
    Variable{"sender", Key::none, false, false, sender},
    Variable{"email", Key::none, false, false, email},
    Variable{"listname", Key::none, false, false, list_name},
    Variable{"domain", Key::none, false, false, domain},
    Variable{"host", Key::none, false, false, domain},
    Variable{"msg_header", Key::any, true, true, fields_of},
    Variable{"header", Key::any, true, true, fields_of},
    Variable{"msg_body", Key::none, false, false, body_of},
    Variable{"msg_part", Key::one_of, true, false, parts_of, part_keys},
    Variable{"msg_encrypted", Key::none, false, false, encrypted_by},
    Variable{"is_bcc", Key::none, false, false, is_bcc},
    Variable{"current_date", Key::none, false, false, at},
    Variable{"signature", Key::one_of, true, false, signature_of, signature_keys},
    Variable{"encryption", Key::one_of, false, false, encryption_of, encryption_keys},
    Variable{"date"},
    Variable{"execution_date"},
    Variable{"topic"},
    Variable{"topic_auto"},
    Variable{"topic_sender"},
    Variable{"topic_editor"},
    Variable{"topic_needed"},
    Variable{"previous_email"},
    Variable{"current_email"},
    Variable{"remote_host"},
    Variable{"remote_addr"},
    Variable{"user", Key::any},
    Variable{"user_attributes", Key::any},
    Variable{"subscriber", Key::any},
    Variable{.name = "custom_vars", .key = Key::any, .is_of_administrators = true},
    Variable{.name = "conf", .key = Key::any, .is_of_administrators = true},
    Variable{.name = "list", .key = Key::any, .is_of_administrators = true},
    Variable{"env", Key::any},
    Variable{"family", Key::any},
};

Value addresses_in(const Value& texts) {
  std::vector<std::string> addresses;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto list = parse_addresses(texts[i]);
    if (!list) continue;
    for (const auto& mailbox : list->mailboxes) addresses.push_back(mailbox.spec);
  }
  return Value(std::move(addresses));
}

bool is_header_field(const Argument& argument) { return argument.known->value == fields_of; }

}  // namespace

const Variable* variable_named(std::string_view name) {
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const auto& v) { return v.name == name; });
  return found == table.end() ? nullptr : &*found;
}

std::span<const Variable> variables() { return table; }

Result<Value> value_of(const Argument& argument, const Question& question, Answers& answers) {
  if (argument.kind != Argument::Kind::variable) return Value(argument.text);
  if (argument.known->value) return argument.known->value(argument, question);
  return answers.value(argument.variable, argument.key);
}

Result<Value> addresses_of(const Argument& argument, const Question& question, Answers& answers) {
  if (argument.kind != Argument::Kind::variable) return addresses_in(Value(argument.text));
  if (is_header_field(argument)) return addresses_in(raw_fields_of(argument, question));
  auto value = value_of(argument, question, answers);
  const bool is_written_by_hand = !argument.known->value;  // a setting may say "Boss <b@x.org>"
  return value && is_written_by_hand ? addresses_in(*value) : std::move(value);
}

}  // namespace chancery::scenario
