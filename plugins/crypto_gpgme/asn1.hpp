// BER in, DER out (X.690): the elements of a value one after the other, and values put together.
// GPGME tells nothing of how a CMS object is built; what is told of signers and recipients is read
// here. Never reads outside of the bytes it was given.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace asn1 {

inline constexpr unsigned char boolean = 0x01, integer = 0x02, bit_string = 0x03,
                               octet_string = 0x04, null = 0x05, identifier = 0x06,
                               utf8_string = 0x0c, ia5_string = 0x16, utc_time = 0x17,
                               generalized_time = 0x18, bmp_string = 0x1e, sequence = 0x30,
                               set = 0x31;
// [n], context-specific.
constexpr unsigned char plain(unsigned char n) { return static_cast<unsigned char>(0x80 | n); }
constexpr unsigned char nested(unsigned char n) { return static_cast<unsigned char>(0xa0 | n); }

struct Element {
  unsigned char tag = 0;
  std::string_view content;  // without the end-of-contents octets
  std::string_view whole;    // with the header and them
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  // Nothing: the end, or broken (then at_end() is false).
  std::optional<Element> next();
  // The next one if it has this tag; else nothing, and it stays the next one.
  std::optional<Element> next(unsigned char tag);
  std::optional<Reader> enter(unsigned char tag);
  bool at_end() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

// "1.2.840.113549.1.7.2"; empty for what is no identifier.
std::string dotted(std::string_view identifier_content);
// Of an OCTET STRING, or one with another tag, that may come in pieces. Nothing: broken.
std::optional<std::string> octets(const Element& element);
// Without leading zeros; of a negative number the magnitude.
std::string magnitude(std::string_view integer_content);
bool is_negative(std::string_view integer_content);

std::string element(unsigned char tag, std::string_view content);
std::string join(unsigned char tag, std::initializer_list<std::string_view> parts);
// Tag and length of a content that stands elsewhere.
std::string header(unsigned char tag, std::size_t size);
std::string encoded_identifier(std::string_view dotted);

}  // namespace asn1
