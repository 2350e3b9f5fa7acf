// Small questions about text that the standard library does not answer. ASCII unless said
// otherwise; nothing here knows mail.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

std::string lower(std::string_view text);                          // ASCII letters only
bool equal_ignoring_case(std::string_view a, std::string_view b);  // ASCII letters only
std::string_view trim(std::string_view text);  // space, tab, CR, LF at both ends
std::vector<std::string_view> split(std::string_view text, char separator);
std::vector<std::string_view> lines(std::string_view text);  // at CRLF, LF or CR; without them

// The text with every byte that is not part of well-formed UTF-8 replaced by U+FFFD.
std::string utf8(std::string_view bytes);
bool is_utf8(std::string_view bytes);
// utf8(), with control characters as \xNN, cut after `limit` bytes with "...": for logs and
// reasons.
std::string printable(std::string_view bytes, std::size_t limit = 200);

// The candidate with the smallest edit distance, if that is at most a third of the word's length
// (and at least 1): what was probably meant.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace chancery
