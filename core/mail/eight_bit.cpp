#include "mail/eight_bit.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery {

bool is_8bit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c & 0x80; });
}

bool has_utf8(std::string_view header) { return is_8bit(header) && is_utf8(header); }

}  // namespace chancery
