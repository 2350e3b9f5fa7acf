// Charsets to UTF-8, through iconv.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chancery {

// None: the charset is unknown, or the bytes are not in it.
std::optional<std::string> to_utf8(std::string_view bytes, std::string_view charset);

// "=41..." or "%41...": the byte of the two hex digits behind the first character.
std::optional<char> hex_byte(std::string_view text, char mark = '=');

}  // namespace chancery
