#include "mail/header.hpp"

#include "mail/charset.hpp"
#include "mail/transfer.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery {

namespace {

void replace_controls(std::string& text) {
  for (char& c : text)
    if (c == '\r' || c == '\n' || c == '\0') c = ' ';
}

// 75 by the RFC, more by some programs; without an end the search for one would be quadratic.
constexpr std::size_t longest_word = 1000;

struct EncodedWord {
  std::string text;  // UTF-8
  std::size_t size;  // of what was written
};

std::string decode_q(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '_') {
      bytes += ' ';
    } else if (const auto byte = hex_byte(text.substr(i)); byte) {
      bytes += *byte;
      i += 2;
    } else {
      bytes += text[i];
    }
  }
  return bytes;
}

// RFC 2047 section 2, and RFC 2231's language: =?charset*language?encoding?text?=
std::optional<EncodedWord> encoded_word(std::string_view text) {
  if (!text.starts_with("=?")) return std::nullopt;
  text = text.substr(0, longest_word);
  const auto charset_end = text.find('?', 2);
  if (charset_end == std::string_view::npos || charset_end + 2 >= text.size()) return std::nullopt;
  const char encoding = text[charset_end + 1];
  if (text[charset_end + 2] != '?') return std::nullopt;
  const auto begin = charset_end + 3;
  const auto end = text.find("?=", begin);
  if (end == std::string_view::npos) return std::nullopt;
  const auto encoded = text.substr(begin, end - begin);
  if (encoded.find_first_of(" \t?") != std::string_view::npos) return std::nullopt;
  std::string bytes;
  if (encoding == 'B' || encoding == 'b') {
    auto decoded = decode_transfer(encoded, "base64");
    if (!decoded) return std::nullopt;
    bytes = std::move(*decoded);
  } else if (encoding == 'Q' || encoding == 'q') {
    bytes = decode_q(encoded);
  } else {
    return std::nullopt;
  }
  const auto charset = text.substr(2, charset_end - 2);
  auto converted = to_utf8(bytes, charset.substr(0, charset.find('*')));
  if (!converted) return std::nullopt;
  return EncodedWord{std::move(*converted), end + 2};
}

// The end of what is written plainly: at a blank, or where an encoded word may begin.
std::size_t plain_end(std::string_view text) {
  std::size_t end = 1;
  while (end < text.size() && text[end] != ' ' && text[end] != '\t' &&
         !text.substr(end).starts_with("=?"))
    ++end;
  return std::min(end, text.size());
}

}  // namespace

std::string unfold(std::string_view value) {
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool crlf = value[i] == '\r' && i + 1 < value.size() && value[i + 1] == '\n';
    const auto after = i + (crlf ? 2 : 1);
    const bool folds = (crlf || value[i] == '\n') && after < value.size() &&
                       (value[after] == ' ' || value[after] == '\t');
    if (!folds)
      text += value[i];
    else if (crlf)
      ++i;
  }
  return std::string(trim(text));
}

std::string decode_words(std::string_view value) {
  const auto text = unfold(value);
  std::string_view rest = text;
  std::string decoded;
  bool after_word = false;
  while (!rest.empty()) {
    const auto blanks = std::min(rest.find_first_not_of(" \t"), rest.size());
    const auto word = encoded_word(rest.substr(blanks));
    // White space between two encoded words is not part of the text (section 6.2).
    if (!word || !after_word) decoded += rest.substr(0, blanks);
    rest.remove_prefix(blanks);
    after_word = word.has_value();
    if (word) {
      decoded += word->text;
      rest.remove_prefix(word->size);
      continue;
    }
    const auto plain = plain_end(rest);
    decoded += rest.substr(0, plain);
    rest.remove_prefix(plain);
  }
  replace_controls(decoded);
  return decoded;
}

namespace {

// At most 75 characters a word: 12 of "=?utf-8?B??=" leave 60 of base64, 45 bytes.
std::string encoded_words(std::string_view text) {
  constexpr std::size_t most = 45;
  std::string words;
  while (!text.empty()) {
    auto size = std::min(most, text.size());
    while (size < text.size() && size > 0 && (text[size] & 0xC0) == 0x80) --size;
    if (size == 0) size = std::min(most, text.size());
    if (!words.empty()) words += "\r\n ";
    words += "=?utf-8?B?" + encode_base64(text.substr(0, size)) + "?=";
    text.remove_prefix(size);
  }
  return words;
}

std::string folded(const std::string& text) {
  std::string lines;
  std::size_t length = 0;
  for (const auto word : split(text, ' ')) {
    if (!lines.empty() && length + 1 + word.size() > 66 && !word.empty()) {
      lines += "\r\n ";
      length = 1;
    } else if (!lines.empty()) {
      lines += ' ';
      ++length;
    }
    lines += word;
    length += word.size();
  }
  return lines;
}

}  // namespace

std::string encode_header(std::string_view utf8_text) {
  std::string text(utf8_text);
  replace_controls(text);
  const bool ascii =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= 32 && c < 127; });
  return ascii && text.find("=?") == std::string::npos ? folded(text) : encoded_words(utf8(text));
}

}  // namespace chancery
