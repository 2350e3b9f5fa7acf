#include "flow/armour.hpp"

#include "mail/transfer.hpp"

#include <algorithm>

namespace chancery {

Armour::Text Armour::encode(std::string head) {
  const auto borrowed = std::min((3 - head.size() % 3) % 3, tail_.size());
  head += tail_.substr(0, borrowed);
  auto& tail = encoded_[borrowed];
  if (!tail) tail = encode_base64_lines(tail_.substr(borrowed), newline_);
  return {encode_base64_lines(head, newline_), *tail};
}

}  // namespace chancery
