#include "flow/entity.hpp"

#include "flow/list_header.hpp"

#include "base/random.hpp"
#include "base/text.hpp"

namespace chancery {

std::string entity_of(const Message& message) {
  const auto newline = message.newline();
  std::string entity;
  for (const auto& field : message.fields())
    if (describes_content(field.name) && !equal_ignoring_case(field.name, "MIME-Version"))
      entity += field.raw;
  // RFC 2045 section 5.2: what it is when nothing is said. Said, because an entity that begins with
  // an empty line is not read alike everywhere.
  if (entity.empty()) entity.append("Content-Type: text/plain").append(newline);
  if (entity.back() != '\n') entity += newline;
  entity += newline;
  return entity += message.root().body;
}

bool goes_around(const Field& field, const ListSettings& list) {
  return !describes_content(field.name) && !is_of_list(field, list) && !field.name.empty();
}

std::string header_around(const Message& message, const ListSettings& list) {
  std::string header;
  for (const auto& field : message.fields())
    if (goes_around(field, list)) header += field.raw;
  if (!header.empty() && header.back() != '\n') header += message.newline();
  return header;
}

std::string new_boundary(std::string_view content) {
  for (;;) {
    auto boundary = "=_chancery_" + random_hex(12);
    if (content.find(boundary) == std::string_view::npos) return boundary;
  }
}

}  // namespace chancery
