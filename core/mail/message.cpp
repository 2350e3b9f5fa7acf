#include "mail/message.hpp"

#include "mail/header.hpp"
#include "mail/reader.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery {

Result<Message> Message::parse(Buffer bytes, const Limits& limits) {
  if (bytes->empty()) return Err(Code::unusable, "the message is empty");
  // Indices of parts and fields have 32 bits.
  const auto most = std::min<std::size_t>(limits.message_bytes, UINT32_MAX);
  if (bytes->size() > most)
    return Err(Code::unusable,
               "the message has " + std::to_string(bytes->size()) +
                   " bytes, more than the limit of " + std::to_string(most),
               "limits.message_bytes");
  Message message;
  message.buffer_ = std::move(bytes);
  MimeReader reader(*message.buffer_, limits, message.parts_, message.fields_);
  if (auto read = reader.read(); !read) return read.error();
  return message;
}

std::span<const Field> Message::fields(const Part& part) const {
  return std::span(fields_).subspan(part.first_field, part.field_count);
}

std::vector<const Part*> Message::children(const Part& part) const {
  const auto parent = static_cast<std::uint32_t>(&part - parts_.data());
  std::vector<const Part*> found;
  for (auto i = parent + 1; i < part.next; i = parts_[i].next) found.push_back(&parts_[i]);
  return found;
}

std::vector<std::string_view> Message::values(std::string_view name) const {
  std::vector<std::string_view> found;
  for (const auto& field : fields())
    if (equal_ignoring_case(field.name, name)) found.push_back(field.value);
  return found;
}

std::optional<std::string_view> Message::first(std::string_view name) const {
  for (const auto& field : fields())
    if (equal_ignoring_case(field.name, name)) return field.value;
  return std::nullopt;
}

std::string_view Message::newline() const {
  const auto end = raw().find('\n');
  if (end == std::string_view::npos) return "\r\n";
  return end > 0 && raw()[end - 1] == '\r' ? "\r\n" : "\n";
}

std::string ambiguity_of(const Message& message) {
  for (const std::string name : {"Content-Type", "Content-Transfer-Encoding", "MIME-Version"})
    if (message.values(name).size() > 1) return "the field " + name + " is there twice";
  if (parse_parameters(message.first("Content-Type").value_or("")).has_repetition)
    return "a parameter of its Content-Type is there twice";
  return {};
}

bool describes_content(std::string_view field_name) {
  const auto name = lower(field_name);
  return name.starts_with("content-") || name == "mime-version";
}

namespace {

chancery_view as_view(std::string_view bytes) {
  return {bytes.data() ? bytes.data() : "", bytes.size()};
}

}  // namespace

MessageView::MessageView(const Message& message) {
  const auto parts = message.parts();
  for (const auto& part : parts)
    parts_.push_back({part.parent, part.next, part.first_field, part.field_count, as_view(part.raw),
                      as_view(part.header), as_view(part.body), as_view(part.media_type),
                      as_view(part.encoding),
                      part.boundary.empty() ? chancery_view{nullptr, 0} : as_view(part.boundary)});
  for (const auto& field : message.all_fields())
    fields_.push_back({as_view(field.name), as_view(field.value), as_view(field.raw)});
  view_.size = sizeof view_;
  view_.part_stride = sizeof(chancery_part);
  view_.field_stride = sizeof(chancery_field);
  view_.part_count = static_cast<std::uint32_t>(parts_.size());
  view_.parts = parts_.data();
  view_.fields = fields_.data();
  view_.field_count = fields_.size();
  view_.raw = as_view(message.raw());
}

}  // namespace chancery
