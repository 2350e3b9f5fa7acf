#include "flow/header_inside.hpp"

#include "flow/entity.hpp"
#include "flow/protected_header.hpp"
#include "flow/sign.hpp"
#include "mail/header.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace chancery {

namespace {

constexpr std::string_view hidden = "Subject: [...]";

// RFC 9788 section 3.2.1 removes the first two; Outlook repeats the Subject in the third.
constexpr std::array left_out = {"Comments", "Keywords", "Thread-Topic"};

bool is_subject(const Field& field) { return equal_ignoring_case(field.name, "Subject"); }

bool is_left_out(const Field& field) {
  return std::any_of(left_out.begin(), left_out.end(),
                     [&](const char* name) { return equal_ignoring_case(field.name, name); });
}

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

// Under a signature that members get.
bool covers_subject(const Opened& opened) {
  const auto covers = [&](const Signature& signature) {
    const auto& fields = signature.covers.fields;
    return is_for_members(signature, opened) &&
           std::any_of(fields.begin(), fields.end(), [](const std::string& name) {
             return equal_ignoring_case(name, "Subject");
           });
  };
  const auto& evidence = opened.evidence;
  return std::any_of(evidence.signatures.begin(), evidence.signatures.end(), covers) ||
         std::any_of(evidence.deeper.begin(), evidence.deeper.end(), covers);
}

// What only says that it is protected, and holds no Subject, hides none.
bool has_subject_inside(const Message& entity) {
  const auto type = entity.first("Content-Type");
  return type && says_protected(*type) && entity.first("Subject");
}

// The field that says what the content is, and that the fields beside it are to be shown. What its
// sender said of that is no longer so.
std::string content_type_of(const Message& entity, std::string_view newline) {
  std::string field("text/plain");
  if (const auto type = entity.first("Content-Type"))
    field = without_parameter(without_parameter(*type, "hp"), "protected-headers");
  field.erase(field.find_last_not_of(" \t\r\n;") + 1);
  return with_newlines("Content-Type: " + std::string(trim(field)) + ";\n hp=\"cipher\"\n",
                       newline);
}

// What was authorized, which is not what stands outside where a signature around the encryption
// says otherwise. RFC 9788 section 2.2: HP-Outer tells what will stand there, field by field.
std::string author_fields(const Opened& opened, std::string_view newline) {
  std::string fields;
  for (const auto& field : opened.message.fields())
    if (is_of_author(field.name)) fields += with_newlines(field.raw, newline);
  for (const auto& field : opened.outer.fields())
    if (is_of_author(field.name) && !is_left_out(field))
      fields += "HP-Outer: " + with_newlines(is_subject(field) ? hidden : field.raw, newline);
  return fields;
}

std::string protect(const Message& entity, const Opened& opened) {
  const auto newline = entity.newline();
  auto inside = author_fields(opened, newline);
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
  if (has_subject_inside(*entity)) return Inside{std::nullopt, true};
  return Inside{protect(*entity, draft.opened()), true};
}

std::string header_without_subject(const Message& outer, const ListSettings& list) {
  const auto subject = with_newlines(hidden, outer.newline());
  std::string header;
  for (const auto& field : outer.fields())
    if (goes_around(field, list) && !is_left_out(field))
      header += is_subject(field) ? std::string_view(subject) : field.raw;
  if (!header.empty() && header.back() != '\n') header += outer.newline();
  return header;
}

}  // namespace chancery
