// Just enough DER (X.690) to write the beginning of an envelope, and to look into one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crypto_openssl::der {

inline constexpr unsigned char integer = 0x02, bit_string = 0x03, octet_string = 0x04,
                               object_id = 0x06, sequence = 0x30, set = 0x31;
// [n], constructed or primitive, of the context.
constexpr unsigned char constructed(unsigned n) { return static_cast<unsigned char>(0xA0 | n); }
constexpr unsigned char primitive(unsigned n) { return static_cast<unsigned char>(0x80 | n); }

// Tag and length of a content that follows.
std::string header(unsigned char tag, std::size_t size);
std::string element(unsigned char tag, std::string_view content);
std::string small_integer(unsigned char value);
// The DER of an object identifier that OpenSSL knows.
std::string oid(int nid);

// Walks over elements of definite length. Nothing throws; a broken length ends the walk.
struct Element {
  unsigned char tag;
  std::string_view content, whole;
};
class Walk {
 public:
  explicit Walk(std::string_view bytes) : rest_(bytes) {}
  std::optional<Element> next();
  // The next element, if it has this tag.
  std::optional<Element> take(unsigned char tag);
  bool sees(unsigned char tag) const {
    return !rest_.empty() && static_cast<unsigned char>(rest_[0]) == tag;
  }

 private:
  std::string_view rest_;
};

}  // namespace crypto_openssl::der
