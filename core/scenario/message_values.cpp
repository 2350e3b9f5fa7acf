#include "scenario/message_values.hpp"

#include "base/text.hpp"
#include "mail/charset.hpp"
#include "mail/header.hpp"
#include "mail/transfer.hpp"

namespace chancery::scenario {

namespace {

bool is_text(const Part& part) { return part.media_type.starts_with("text/"); }

std::string charset_of(const Message& message, const Part& part) {
  for (const auto& field : message.fields(part))
    if (equal_ignoring_case(field.name, "Content-Type"))
      return parse_parameters(field.value).parameter("charset").value_or("");
  return {};
}

// In an unknown charset, or in none, the bytes that are UTF-8.
Result<std::string> text_of(const Message& message, const Part& part) {
  auto bytes = decode_transfer(part.body, part.encoding);
  if (!bytes)
    return Err(Code::unusable, "the text of the message cannot be read: " + bytes.error().what);
  const auto charset = charset_of(message, part);
  if (!charset.empty())
    if (auto text = to_utf8(*bytes, charset)) return std::move(*text);
  return utf8(*bytes);
}

Value nothing() { return Value(std::vector<std::string>()); }

}  // namespace

Value raw_fields_of(const Argument& argument, const Question& question) {
  std::vector<std::string> values;
  if (question.message)
    for (const auto value : question.message->values(argument.key)) values.emplace_back(value);
  if (!argument.index) return values.empty() ? Value("") : Value(std::move(values));
  const auto count = static_cast<long>(values.size());
  const long index = *argument.index < 0 ? *argument.index + count : *argument.index;
  if (index < 0 || index >= count) return Value("");
  return Value::of(std::move(values[static_cast<std::size_t>(index)]));
}

Result<Value> fields_of(const Argument& argument, const Question& question) {
  const auto raw = raw_fields_of(argument, question);
  std::vector<std::string> decoded;
  for (std::size_t i = 0; i < raw.size(); ++i) decoded.push_back(decode_words(raw[i]));
  return Value(std::move(decoded));
}

Result<Value> body_of(const Argument&, const Question& question) {
  if (!question.message || !is_text(question.message->root())) return Value("");
  auto text = text_of(*question.message, question.message->root());
  if (!text) return text.error();
  return Value::of(std::move(*text));
}

Result<Value> parts_of(const Argument& argument, const Question& question) {
  std::vector<std::string> found;
  if (!question.message) return nothing();
  const auto& message = *question.message;
  if (argument.key == "type") {
    for (const auto* part : message.children(message.root())) found.push_back(part->media_type);
    return Value(std::move(found));
  }
  for (const auto& part : message.parts().subspan(1)) {
    if (!is_text(part)) continue;
    auto text = text_of(message, part);
    if (!text) return text.error();
    found.push_back(std::move(*text));
  }
  return Value(std::move(found));
}

Result<Value> is_bcc(const Argument& argument, const Question& question) {
  if (question.list.empty())
    return Err(Code::misconfigured, argument.written + " is asked for, and this is about no list");
  std::string recipients;
  if (question.message)
    for (const std::string_view field : {"To", "Cc"})
      for (const auto value : question.message->values(field))
        recipients.append(recipients.empty() ? "" : ", ").append(value);
  const bool named = lower(recipients).find(lower(question.list)) != std::string::npos;
  return Value(named ? "0" : "1");
}

}  // namespace chancery::scenario
