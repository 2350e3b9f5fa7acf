// Writing DER (X.690 section 10): a tag, a length, the content.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace der {

inline constexpr unsigned char integer = 0x02, bit_string = 0x03, octet_string = 0x04,
                               object_identifier = 0x06, sequence = 0x30, set = 0x31;
// [n], context-specific.
constexpr unsigned char primitive(unsigned char n) { return static_cast<unsigned char>(0x80 | n); }
constexpr unsigned char constructed(unsigned char n) {
  return static_cast<unsigned char>(0xa0 | n);
}

// The tag and length of a content of `size` bytes.
void append_header(std::string& out, unsigned char tag, std::size_t size);
std::size_t header_size(std::size_t size);
std::string element(unsigned char tag, std::string_view content);

// Whether these bytes are exactly one element with this tag, definite length, shortest form.
bool is_one(unsigned char tag, std::string_view bytes);

}  // namespace der
