#include "footer.hpp"

#include "footer_part.hpp"

#include <algorithm>

using chancery::Result;
using chancery::text;

namespace {

const chancery_part& part(const chancery_message& message, std::uint32_t index) {
  return *reinterpret_cast<const chancery_part*>(reinterpret_cast<const char*>(message.parts) +
                                                 std::size_t{index} * message.part_stride);
}

const chancery_field& field(const chancery_message& message, std::uint32_t index) {
  return *reinterpret_cast<const chancery_field*>(reinterpret_cast<const char*>(message.fields) +
                                                  std::size_t{index} * message.field_stride);
}

bool is_pkcs7_mime(std::string_view type) {
  return type == "application/pkcs7-mime" || type == "application/x-pkcs7-mime";
}

// One word why nothing may be added; empty: it may.
std::string why_not(const chancery_decorate_request& request) {
  const auto type = text(part(*request.message, 0).media_type);
  if (request.protection & CHANCERY_ROOT_ENCRYPTED || type == "multipart/encrypted")
    return "encrypted";
  if (request.protection & CHANCERY_ROOT_SIGNED)
    return is_pkcs7_mime(type) ? "opaque-signed" : "signed";
  if (type == "multipart/signed") return "signed";
  // Nobody could tell what it is: it may be either.
  if (is_pkcs7_mime(type)) return "encrypted";
  if (!request.footer.data || is_blank(text(request.footer))) return "no-footer";
  return {};
}

bool has_8bit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c & 0x80; });
}

std::string_view newline_of(std::string_view raw) {
  const auto end = raw.find('\n');
  return end != std::string_view::npos && (end == 0 || raw[end - 1] != '\r') ? "\n" : "\r\n";
}

// What lies between two places of the original.
std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

// A root multipart/mixed: the new part goes before the closing delimiter. Where that is missing the
// last part ran to the end, and is closed by ours.
void append_part(const chancery_message& message, std::string_view footer_part,
                 std::string_view newline, const chancery::Splice& splice) {
  const auto& root = part(message, 0);
  const auto raw = text(message.raw);
  const auto delimiter = "--" + std::string(text(root.boundary));
  const char* last_end = nullptr;
  for (std::uint32_t i = 1; i < root.next; i = part(message, i).next)
    last_end = part(message, i).raw.data + part(message, i).raw.size;
  splice.keep(between(raw.data(), last_end));
  splice.insert(std::string(newline) + delimiter + std::string(newline));
  splice.insert(footer_part);
  const auto rest = between(last_end, raw.data() + raw.size());
  if (rest.empty())
    splice.insert(std::string(newline) + delimiter + "--" + std::string(newline));
  else
    splice.keep(rest);
}

// Anything else: its Content-* fields and its body become the first part of a multipart/mixed.
void wrap(const chancery_message& message, std::string_view footer_part, std::string_view newline,
          const chancery::Splice& splice) {
  const auto& root = part(message, 0);
  const auto boundary = boundary_for(text(message.raw), footer_part);
  const auto delimiter = "--" + boundary;
  const std::string nl(newline);
  bool has_version = false;
  for (std::uint32_t i = 0; i < root.field_count; ++i) {
    const auto& f = field(message, root.first_field + i);
    has_version = has_version || is_named(text(f.name), "mime-version");
    if (!is_content_field(text(f.name))) splice.keep(text(f.raw));
  }
  if (!text(root.header).empty() && text(root.header).back() != '\n') splice.insert(nl);
  if (!has_version) splice.insert("MIME-Version: 1.0" + nl);
  // RFC 2045 section 6.4: a multipart says what the widest of its parts needs.
  if (has_8bit(text(root.body))) splice.insert("Content-Transfer-Encoding: 8bit" + nl);
  splice.insert("Content-Type: multipart/mixed; boundary=\"" + boundary + "\"" + nl + nl +
                delimiter + nl);
  for (std::uint32_t i = 0; i < root.field_count; ++i)
    if (const auto& f = field(message, root.first_field + i); is_content_field(text(f.name)))
      splice.keep(text(f.raw));
  splice.insert(nl);
  splice.keep(text(root.body));
  splice.insert(nl + delimiter + nl);
  splice.insert(footer_part);
  splice.insert(nl + delimiter + "--" + nl);
}

}  // namespace

Result<std::string> FooterDecorator::decorate(const chancery_decorate_request& request,
                                              const chancery::Splice& splice) {
  if (auto reason = why_not(request); !reason.empty()) return reason;
  const auto& message = *request.message;
  const auto& root = part(message, 0);
  const auto newline = newline_of(text(message.raw));
  const auto footer_part = make_footer_part(text(request.footer), newline);
  if (!footer_part) return footer_part.error();
  const bool mixed = text(root.media_type) == "multipart/mixed" && root.next > 1;
  const bool clash =
      mixed && footer_part->find("--" + std::string(text(root.boundary))) != std::string::npos;
  if (mixed && !clash)
    append_part(message, *footer_part, newline, splice);
  else
    wrap(message, *footer_part, newline, splice);
  return std::string();
}
