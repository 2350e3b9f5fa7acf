#include "flow/protected_header.hpp"

#include "base/text.hpp"
#include "mail/address.hpp"
#include "mail/header.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace chancery {

namespace {

using Texts = std::vector<std::string>;

// Nobody writes so many; what has more of them protects none.
constexpr std::size_t most_fields = 1000;

// RFC 9788 section 1.1 calls these user-facing, and some more that only authors write.
constexpr std::array of_author = {"From",       "Sender",      "Reply-To", "To",
                                  "Cc",         "Subject",     "Date",     "Message-ID",
                                  "References", "In-Reply-To", "Keywords", "Comments"};

}  // namespace

bool is_of_author(std::string_view name) {
  return std::any_of(of_author.begin(), of_author.end(),
                     [&](const char* each) { return equal_ignoring_case(each, name); });
}

namespace {

Texts texts_of(const Message& message, std::string_view name) {
  Texts texts;
  for (const auto value : message.values(name)) texts.push_back(decode_words(value));
  return texts;
}

// HP-Outer: what stands outside, field by field.
Texts announced(const Message& header, std::string_view name) {
  Texts texts;
  for (const auto value : header.values("HP-Outer")) {
    const auto field = unfold(value);
    const auto colon = field.find(':');
    if (colon != std::string::npos && equal_ignoring_case(field.substr(0, colon), name))
      texts.push_back(decode_words(std::string_view(field).substr(colon + 1)));
  }
  return texts;
}

// RFC 9788 section 3.1.1, and what was written before it.
bool is_hidden(std::string_view name, const Texts& outside) {
  return equal_ignoring_case(name, "Subject") && outside.size() == 1 &&
         (outside[0] == "[...]" || outside[0] == "...");
}

bool is_same_author(const Message& one, const Message& other) {
  const auto a = sender_of(one), b = sender_of(other);
  return a && b && *a == *b;
}

bool disagrees(const Message& header, const Message& outer, std::string_view name) {
  if (equal_ignoring_case(name, "From")) return !is_same_author(header, outer);
  const auto outside = texts_of(outer, name);
  return !outside.empty() && outside != texts_of(header, name) && !is_hidden(name, outside) &&
         outside != announced(header, name);
}

std::set<std::string> names_of_author(const Message& header) {
  std::set<std::string> names;
  for (const auto& field : header.fields())
    if (is_of_author(field.name)) names.insert(lower(field.name));
  return names;
}

void add_line(std::string& text, const Field& field, std::string_view newline) {
  text += field.raw;
  if (!text.ends_with('\n')) text += newline;
}

}  // namespace

bool says_protected(std::string_view content_type) {
  const auto type = parse_parameters(content_type);
  const auto hp = lower(type.parameter("hp").value_or(""));
  return hp == "clear" || hp == "cipher" ||
         lower(type.parameter("protected-headers").value_or("")) == "v1";
}

std::optional<Message> protected_header(const Message& entity, const Message& outer) {
  const auto content_type = entity.first("Content-Type").value_or("");
  if (entity.fields().size() > most_fields) return std::nullopt;
  if (says_protected(content_type)) return entity;
  const auto type = parse_parameters(content_type);
  const bool wrapped = entity.root().media_type == "message/rfc822" && entity.parts().size() > 1 &&
                       lower(type.parameter("forwarded").value_or("")) != "yes";
  if (!wrapped) return std::nullopt;
  // A signed attachment of somebody else's message protects nothing of this one.
  auto inner = Message::parse(make_buffer(std::string(entity.root().body)));
  if (!inner || inner->fields().size() > most_fields || !is_same_author(*inner, outer))
    return std::nullopt;
  return std::move(*inner);
}

Covers covers_with(const Message& header, const Message& outer) {
  Covers covers{true, {}, {}};
  std::set<std::string> known;
  for (const auto& field : header.fields()) {
    if (field.name.empty() || describes_content(field.name)) continue;
    if (!known.insert(lower(field.name)).second) continue;
    covers.fields.emplace_back(field.name);
    if (is_of_author(field.name) && disagrees(header, outer, field.name))
      covers.contradicts.emplace_back(field.name);
  }
  return covers;
}

Result<Message> with_protected(const Message& message, const Message& header,
                               const Limits& limits) {
  const auto newline = message.newline();
  const auto replaced = names_of_author(header);
  std::string merged;
  for (const auto& field : message.fields())
    if (!replaced.contains(lower(field.name))) add_line(merged, field, newline);
  for (const auto& field : header.fields())
    if (is_of_author(field.name)) add_line(merged, field, newline);
  merged.append(newline).append(message.root().body);
  return Message::parse(make_buffer(std::move(merged)), limits);
}

}  // namespace chancery
