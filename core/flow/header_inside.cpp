#include "flow/header_inside.hpp"

#include "flow/protected_header.hpp"
#include "flow/sign.hpp"
#include "mail/header.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery {

namespace {

constexpr std::string_view hidden = "Subject: [...]";

std::string with_newlines(std::string_view text, std::string_view newline) {
  std::string out;
  for (const char c : text)
    if (c == '\n')
      out += newline;
    else if (c != '\r')
      out += c;
  if (!out.ends_with('\n')) out += newline;
  return out;
}

// Under a signature that members get: one below the encryption that was opened.
bool covers_subject(const Opened& opened) {
  const auto* unlocked = std::get_if<Unlocked>(&opened.secrecy);
  const auto covers = [&](const Signature& signature) {
    const auto& fields = signature.covers.fields;
    return (!unlocked || signature.depth > unlocked->depth) &&
           std::any_of(fields.begin(), fields.end(), [](const std::string& name) {
             return equal_ignoring_case(name, "Subject");
           });
  };
  const auto& evidence = opened.evidence;
  return std::any_of(evidence.signatures.begin(), evidence.signatures.end(), covers) ||
         std::any_of(evidence.deeper.begin(), evidence.deeper.end(), covers);
}

bool has_protection(const Message& entity) {
  const auto type = entity.first("Content-Type");
  return type && says_protected(*type);
}

// The field that says what the content is, and that the fields beside it are to be shown.
std::string content_type_of(const Message& entity, std::string_view newline) {
  std::string field = "Content-Type: text/plain";
  for (const auto& each : entity.fields())
    if (equal_ignoring_case(each.name, "Content-Type")) field = each.raw;
  while (!field.empty() && std::string_view(" \t\r\n;").find(field.back()) != std::string::npos)
    field.pop_back();
  return with_newlines(field + ";\n hp=\"cipher\"\n", newline);
}

// RFC 9788 section 3.2.1 takes away the first two; the third is how Outlook says the Subject again.
bool repeats_subject(std::string_view name) {
  return equal_ignoring_case(name, "Keywords") || equal_ignoring_case(name, "Comments") ||
         equal_ignoring_case(name, "Thread-Topic");
}

// RFC 9788 section 2.2: HP-Outer tells what stands outside, field by field.
std::string author_fields(const Message& outer, std::string_view newline) {
  std::string fields, outside;
  for (const auto& field : outer.fields()) {
    if (!is_of_author(field.name)) continue;
    fields += with_newlines(field.raw, newline);
    const bool is_subject = equal_ignoring_case(field.name, "Subject");
    if (repeats_subject(field.name)) continue;
    outside += "HP-Outer: " + with_newlines(is_subject ? hidden : field.raw, newline);
  }
  return fields + outside;
}

std::string protect(const Message& entity, const Message& outer) {
  const auto newline = entity.newline();
  auto inside = author_fields(outer, newline);
  for (const auto& field : entity.fields())
    if (describes_content(field.name) && !equal_ignoring_case(field.name, "Content-Type") &&
        !equal_ignoring_case(field.name, "MIME-Version"))
      inside += with_newlines(field.raw, newline);
  inside += content_type_of(entity, newline);
  return inside.append(newline).append(entity.root().body);
}

}  // namespace

Result<Inside> with_header_inside(std::string_view content, const Draft& draft,
                                  const Office& office) {
  const auto& outer = draft.opened().outer;
  if (office.list.subject == SubjectPlace::outside || !outer.first("Subject")) return Inside{};
  if (is_protected_by_others(draft)) return Inside{std::nullopt, covers_subject(draft.opened())};
  const auto entity = Message::parse(make_buffer(std::string(content)), office.settings.limits);
  if (!entity) return entity.error();
  if (has_protection(*entity)) return Inside{std::nullopt, entity->first("Subject").has_value()};
  return Inside{protect(*entity, outer), true};
}

std::string hide_subject(std::string_view header, std::string_view newline) {
  std::string out;
  bool left_out = false;
  while (!header.empty()) {
    const auto line = header.substr(0, std::min(header.find('\n'), header.size() - 1) + 1);
    header.remove_prefix(line.size());
    const bool continues = line.front() == ' ' || line.front() == '\t';
    if (!continues) {
      const auto name = trim(line.substr(0, std::min(line.find(':'), line.size())));
      const bool is_subject = equal_ignoring_case(name, "Subject");
      if (is_subject) out.append(hidden).append(newline);
      left_out = is_subject || repeats_subject(name);
    }
    if (!left_out) out += line;
  }
  return out;
}

}  // namespace chancery
