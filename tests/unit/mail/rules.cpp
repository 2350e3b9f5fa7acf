#include "rules.hpp"

using namespace chancery;

namespace test {

namespace {

bool is_inside(std::string_view inner, std::string_view outer) {
  return inner.data() >= outer.data() && inner.data() + inner.size() <= outer.data() + outer.size();
}

std::string_view between(std::string_view first, std::string_view second) {
  const auto* begin = first.data() + first.size();
  return {begin, static_cast<std::size_t>(second.data() - begin)};
}

std::string broken_field(const Message& message, const Part& part) {
  const char* at = part.header.data();
  for (const auto& field : message.fields(part)) {
    if (field.raw.data() != at || field.raw.empty()) return "fields tile the header";
    at += field.raw.size();
    if (!is_inside(field.value, field.raw)) return "a value lies in its field";
    if (!field.name.empty() && field.name.data() != field.raw.data())
      return "a name begins its field";
    const auto after = between(field.value, field.raw.substr(field.raw.size()));
    if (!after.empty() && after != "\n" && after != "\r\n") return "a value ends at the line break";
  }
  return at == part.header.data() + part.header.size() ? "" : "fields fill the header";
}

std::string broken_part(const Part& part) {
  if (!is_inside(part.header, part.raw) || !is_inside(part.body, part.raw))
    return "header and body lie in the part";
  if (part.header.data() != part.raw.data()) return "the header begins the part";
  if (part.body.data() + part.body.size() != part.raw.data() + part.raw.size())
    return "the body ends the part";
  const auto blank = between(part.header, part.body);
  if (!blank.empty() && blank != "\n" && blank != "\r\n") return "only a blank line is between";
  if (part.media_type.empty() || part.encoding.empty()) return "a part has a type and an encoding";
  return "";
}

std::string broken_children(const Message& message, const Part& part) {
  const auto parts = message.parts();
  auto at = part.body.substr(0, 0);
  for (const auto* child : message.children(part)) {
    if (&parts[child->parent] != &part) return "a child knows its parent";
    if (!is_inside(child->raw, part.body)) return "a child lies in the body of its parent";
    if (child->raw.data() < at.data() + at.size()) return "children stand in order";
    if (part.boundary.empty()) return child->raw == part.body ? "" : "a message is the whole body";
    // A delimiter cut off by one of an outer multipart may end where an empty child begins.
    const auto gap = between(at, child->raw);
    if (gap.find("--" + part.boundary) == std::string_view::npos)
      return "a delimiter is before every child";
    at = child->raw;
  }
  return "";
}

}  // namespace

std::string broken_rule(const Message& message) {
  const auto parts = message.parts();
  if (parts[0].raw.data() != message.raw().data() || parts[0].raw.size() != message.raw().size())
    return "the root is the message";
  std::size_t fields = 0;
  for (std::uint32_t i = 0; i < parts.size(); ++i) {
    const auto& part = parts[i];
    if (part.next <= i || part.next > parts.size()) return "a subtree ends behind its part";
    if (i > 0 && (part.parent >= i || parts[part.parent].next < part.next))
      return "a subtree lies in that of its parent";
    if (part.first_field != fields) return "fields stand in the order of parts";
    fields += part.field_count;
    for (const auto& broken :
         {broken_part(part), broken_field(message, part), broken_children(message, part)})
      if (!broken.empty()) return broken + " (part " + std::to_string(i) + ")";
  }
  return fields == message.all_fields().size() ? "" : "every field belongs to a part";
}

}  // namespace test
