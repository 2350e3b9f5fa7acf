#include "mail/transfer.hpp"

#include "mail/charset.hpp"

#include "base/text.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace chancery {

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> make_values() {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  return values;
}
constexpr auto values = make_values();

Result<std::string> decode_base64(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 3);
  std::uint32_t group = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '=') break;
    const auto value = values[static_cast<unsigned char>(c)];
    if (value < 0) continue;
    group = group << 6 | static_cast<std::uint32_t>(value);
    if (++count < 4) continue;
    bytes += static_cast<char>(group >> 16);
    bytes += static_cast<char>(group >> 8);
    bytes += static_cast<char>(group);
    group = 0;
    count = 0;
  }
  if (count == 1) return Err(Code::unusable, "decoding base64: it ends in the middle of a group");
  if (count >= 2) bytes += static_cast<char>(group >> (count == 2 ? 4 : 10));
  if (count == 3) bytes += static_cast<char>(group >> 2);
  return bytes;
}

// RFC 2045 section 6.7. What is no valid escape stays as written.
std::string decode_quoted_printable(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    std::string_view newline;
    if (end != std::string_view::npos) newline = text.substr(end, 1);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
      if (!newline.empty()) newline = text.substr(end - 1, 2);
    }
    line = line.substr(0, line.find_last_not_of(" \t") + 1);
    const bool soft = line.ends_with('=');
    if (soft) line.remove_suffix(1);
    for (std::size_t i = 0; i < line.size(); ++i) {
      const auto byte = hex_byte(line.substr(i));
      bytes += byte.value_or(line[i]);
      if (byte) i += 2;
    }
    if (!soft) bytes += newline;
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return bytes;
}

void encode_groups(std::string_view bytes, char* out) {
  const auto* in = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3, out += 4) {
    const auto group = static_cast<std::uint32_t>(in[i] << 16 | in[i + 1] << 8 | in[i + 2]);
    out[0] = alphabet[group >> 18];
    out[1] = alphabet[group >> 12 & 63];
    out[2] = alphabet[group >> 6 & 63];
    out[3] = alphabet[group & 63];
  }
  const auto left = bytes.size() - i;
  if (left == 0) return;
  const auto group = static_cast<std::uint32_t>(in[i] << 16 | (left == 2 ? in[i + 1] << 8 : 0));
  out[0] = alphabet[group >> 18];
  out[1] = alphabet[group >> 12 & 63];
  out[2] = left == 2 ? alphabet[group >> 6 & 63] : '=';
  out[3] = '=';
}

constexpr std::size_t line_bytes = 57;  // 76 characters

}  // namespace

Result<std::string> decode_transfer(std::string_view body, std::string_view encoding) {
  if (encoding == "base64") return decode_base64(body);
  if (encoding == "quoted-printable") return decode_quoted_printable(body);
  if (encoding == "7bit" || encoding == "8bit" || encoding == "binary" || encoding.empty())
    return std::string(body);
  return Err(Code::unusable,
             "the content transfer encoding " + printable(encoding) + " is not known");
}

std::string encode_base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '\0');
  encode_groups(bytes, text.data());
  return text;
}

std::string encode_base64_lines(std::string_view bytes, std::string_view newline) {
  const auto lines = (bytes.size() + line_bytes - 1) / line_bytes;
  std::string text((bytes.size() + 2) / 3 * 4 + lines * newline.size(), '\0');
  char* out = text.data();
  while (!bytes.empty()) {
    const auto line = bytes.substr(0, line_bytes);
    encode_groups(line, out);
    out += (line.size() + 2) / 3 * 4;
    std::memcpy(out, newline.data(), newline.size());
    out += newline.size();
    bytes.remove_prefix(line.size());
  }
  return text;
}

std::string canonical_crlf(std::string_view text) {
  std::string canonical;
  canonical.reserve(text.size() + text.size() / 32 + 16);
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    if (end != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
    canonical += line;
    if (end == std::string_view::npos) break;
    canonical += "\r\n";
    text.remove_prefix(end + 1);
  }
  return canonical;
}

}  // namespace chancery
