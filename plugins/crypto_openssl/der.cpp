#include "der.hpp"

namespace der {

namespace {

std::size_t length_bytes(std::size_t size) {
  std::size_t count = 0;
  for (; size; size >>= 8) ++count;
  return count;
}

}  // namespace

std::size_t header_size(std::size_t size) { return size < 0x80 ? 2 : 2 + length_bytes(size); }

void append_header(std::string& out, unsigned char tag, std::size_t size) {
  out += static_cast<char>(tag);
  if (size < 0x80) {
    out += static_cast<char>(size);
    return;
  }
  const auto count = length_bytes(size);
  out += static_cast<char>(0x80 | count);
  for (auto i = count; i-- > 0;) out += static_cast<char>((size >> (8 * i)) & 0xff);
}

std::string element(unsigned char tag, std::string_view content) {
  std::string out;
  out.reserve(header_size(content.size()) + content.size());
  append_header(out, tag, content.size());
  return out.append(content);
}

bool is_one(unsigned char tag, std::string_view bytes) {
  if (bytes.size() < 2 || static_cast<unsigned char>(bytes[0]) != tag) return false;
  for (std::size_t head = 2; head <= 2 + sizeof(std::size_t) && head <= bytes.size(); ++head) {
    std::string expected;
    append_header(expected, tag, bytes.size() - head);
    if (expected.size() == head && bytes.starts_with(expected)) return true;
  }
  return false;
}

}  // namespace der
