// Base64 of many envelopes that end alike. The beginning of each is its own; the end is shared, and
// encoded at most three times, once for each position that it can have in base64's groups of three.
//
// RFC 2045 section 6.8 allows lines shorter than 76 characters, so the seam may be one.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace chancery {

class Armour {
 public:
  // `tail` (DER) must outlive this.
  Armour(std::string_view tail, std::string_view newline) : tail_(tail), newline_(newline) {}

  struct Text {
    std::string head;
    std::string_view tail;  // valid as long as the Armour
  };
  // head and tail of the result, one after the other, are the base64 of `head` and the shared tail.
  Text encode(std::string head);

 private:
  std::string_view tail_, newline_;
  std::array<std::optional<std::string>, 3> encoded_;
};

}  // namespace chancery
