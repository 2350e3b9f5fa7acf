#include "footer_part.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

// RFC 3629 by its shortest check: lead bytes and their continuations.
bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const std::size_t more = c < 0x80                ? 0
                             : c >= 0xC2 && c < 0xE0 ? 1
                             : c >= 0xE0 && c < 0xF0 ? 2
                             : c >= 0xF0 && c < 0xF5 ? 3
                                                     : 9;
    if (more == 9 || i + more >= text.size() + (more == 0 ? 1 : 0)) return false;
    for (std::size_t k = 1; k <= more; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    i += more + 1;
  }
  return true;
}

bool is_plain(std::string_view line) {
  return line.size() <= 76 && !line.starts_with("From ") && line != "." &&
         std::all_of(line.begin(), line.end(),
                     [](char c) { return (c >= 32 && c < 127) || c == '\t'; });
}

// RFC 2045 section 6.7. A dot or "From " at the start of a line is escaped, so no hop will touch
// it.
std::string quoted_printable(std::string_view line, std::string_view newline) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out, current;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto c = static_cast<unsigned char>(line[i]);
    const bool blank_at_end = (c == ' ' || c == '\t') && i + 1 == line.size();
    const bool first = i == 0 && (c == '.' || line.starts_with("From "));
    std::string piece(1, line[i]);
    if ((c < 32 && c != '\t') || c > 126 || c == '=' || blank_at_end || first)
      piece = {'=', digits[c >> 4], digits[c & 15]};
    if (current.size() + piece.size() > 75) {
      out.append(current).append("=").append(newline);
      current.clear();
    }
    current += piece;
  }
  return out + current;
}

std::uint64_t hash_of(std::string_view text, std::uint64_t hash) {
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;  // FNV-1a
  return hash;
}

std::string hex(std::uint64_t number) {
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[number >> shift & 15];
  return text;
}

}  // namespace

Result<std::string> make_footer_part(std::string_view footer, std::string_view newline) {
  if (!is_utf8(footer) || footer.find('\0') != std::string_view::npos)
    return Err(Code::unusable, "the list's message_footer is not UTF-8 text");
  const auto lines = lines_of(footer);
  const bool plain = std::all_of(lines.begin(), lines.end(), is_plain);
  std::string part = "Content-Type: text/plain; charset=utf-8";
  part.append(newline)
      .append("Content-Transfer-Encoding: ")
      .append(plain ? "7bit" : "quoted-printable");
  part.append(newline).append("Content-Disposition: inline").append(newline);
  for (const auto line : lines)
    part.append(newline).append(plain ? std::string(line) : quoted_printable(line, newline));
  return part;
}

std::string boundary_for(std::string_view message, std::string_view footer_part) {
  auto hash = hash_of(footer_part, hash_of(message, 14695981039346656037u));
  for (;; ++hash) {
    const auto boundary = "=_chancery_" + hex(hash);
    if (message.find(boundary) == std::string_view::npos &&
        footer_part.find(boundary) == std::string_view::npos)
      return boundary;
  }
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

bool is_named(std::string_view field_name, std::string_view lower_case_name) {
  return std::equal(field_name.begin(), field_name.end(), lower_case_name.begin(),
                    lower_case_name.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

bool is_content_field(std::string_view field_name) {
  return field_name.size() > 8 && is_named(field_name.substr(0, 8), "content-");
}
