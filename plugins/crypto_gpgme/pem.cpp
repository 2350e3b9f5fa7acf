#include "pem.hpp"

#include <algorithm>

namespace pem {

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view begin = "-----BEGIN ", end = "-----END ", dashes = "-----";

std::optional<std::string> decode(std::string_view text) {
  std::string bytes;
  unsigned bits = 0;
  int count = 0, padding = 0;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    const auto value = alphabet.find(c);
    if (c == '=') {
      ++padding;
      continue;
    }
    if (value == std::string_view::npos || padding) return std::nullopt;
    bits = bits << 6 | static_cast<unsigned>(value);
    if (++count % 4 != 1) bytes += static_cast<char>(bits >> (6 - 2 * ((count - 1) % 4)) & 0xff);
  }
  if ((count + padding) % 4 != 0 || padding > 2) return std::nullopt;
  return bytes;
}

// The fields before the first empty line, if there are some.
std::string_view take_header(std::string_view& body) {
  if (body.find(':') == std::string_view::npos) return {};
  auto stop = body.find("\n\n");
  std::size_t gap = 2;
  if (const auto other = body.find("\n\r\n"); other < stop) stop = other, gap = 3;
  if (stop == std::string_view::npos) return {};
  const auto header = body.substr(0, stop);
  body.remove_prefix(stop + gap);
  return header;
}

}  // namespace

bool looks_like(std::string_view text) { return text.find(begin) != std::string_view::npos; }

std::vector<Block> blocks(std::string_view text) {
  std::vector<Block> found;
  for (std::size_t at; (at = text.find(begin)) != std::string_view::npos;) {
    text.remove_prefix(at + begin.size());
    const auto label_size = text.find(dashes);
    if (label_size == std::string_view::npos) break;
    Block block{std::string(text.substr(0, label_size)), {}, {}};
    text.remove_prefix(label_size + dashes.size());
    const auto size = text.find(std::string(end) + block.label + std::string(dashes));
    if (size == std::string_view::npos) continue;
    auto body = text.substr(0, size);
    block.header = take_header(body);
    block.bytes = decode(body);
    found.push_back(std::move(block));
    text.remove_prefix(size);
  }
  return found;
}

std::string write(std::string_view label, std::string_view bytes) {
  std::string text = std::string(begin) + std::string(label) + std::string(dashes);
  constexpr std::size_t line_size = 48;  // bytes, 64 characters
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    if (at % line_size == 0) text += '\n';
    const auto three = bytes.substr(at, 3);
    unsigned bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = bits << 8 | (i < three.size() ? static_cast<unsigned char>(three[i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i)
      text += i <= three.size() ? alphabet[bits >> (18 - 6 * i) & 63] : '=';
  }
  return text + "\n" + std::string(end) + std::string(label) + std::string(dashes) + "\n";
}

}  // namespace pem
