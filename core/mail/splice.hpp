// A new message made of spans of old ones and of new bytes, without touching either.
#pragma once

#include "mail/buffer.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

class Spliced {
 public:
  // The span must lie inside `buffer`, which is kept alive.
  void keep(const Buffer& buffer, std::string_view span);
  void add(std::string bytes);
  // The same without those spans, which are in the order of the bytes and do not overlap.
  Spliced without(std::span<const std::string_view> spans) const;
  std::size_t size() const;
  // The pieces in order, valid as long as this.
  const std::vector<std::string_view>& pieces() const { return pieces_; }
  std::string flatten() const;

 private:
  std::vector<Buffer> held_;
  std::vector<std::string_view> pieces_;
};

}  // namespace chancery
