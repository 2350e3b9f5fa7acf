// Reading BER and DER (X.690 section 8): the elements of a sequence, one after the other, with
// definite and indefinite lengths. Never reads outside the bytes it was given; what is broken ends
// the reading. Decodes no values.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace ber {

struct Element {
  unsigned char tag = 0;     // the identifier octet; tags above 30 are not read
  std::string_view content;  // without the end-of-contents octets
  std::string_view whole;    // with the header and them
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  // Nothing: the end, or broken.
  std::optional<Element> next();
  // The next element if it has this tag; else nothing, and it stays the next one.
  std::optional<Element> next(unsigned char tag);
  // The element that is inside the next one, which has this tag.
  std::optional<Reader> enter(unsigned char tag);
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace ber
