#include "der.hpp"

#include <openssl/objects.h>

namespace crypto_openssl::der {

std::string header(unsigned char tag, std::size_t size) {
  std::string bytes(1, static_cast<char>(tag));
  if (size < 0x80) return bytes += static_cast<char>(size);
  std::string length;
  for (; size > 0; size >>= 8) length.insert(length.begin(), static_cast<char>(size & 0xFF));
  bytes += static_cast<char>(0x80 | length.size());
  return bytes += length;
}

std::string element(unsigned char tag, std::string_view content) {
  return header(tag, content.size()).append(content);
}

std::string small_integer(unsigned char value) {
  const char byte = static_cast<char>(value);
  return element(integer, {&byte, 1});
}

std::string oid(int nid) {
  const auto* object = OBJ_nid2obj(nid);
  return element(object_id,
                 {reinterpret_cast<const char*>(OBJ_get0_data(object)), OBJ_length(object)});
}

std::optional<Element> Walk::next() {
  if (rest_.size() < 2) return std::nullopt;
  const auto byte = [this](std::size_t i) { return static_cast<unsigned char>(rest_[i]); };
  std::size_t size = byte(1), begin = 2;
  if (size & 0x80) {
    const std::size_t count = size & 0x7F;
    if (count == 0 || count > 4 || rest_.size() < 2 + count) return std::nullopt;
    size = 0;
    for (std::size_t i = 0; i < count; ++i) size = size << 8 | byte(2 + i);
    begin += count;
  }
  if (size > rest_.size() - begin) return std::nullopt;
  const Element found{byte(0), rest_.substr(begin, size), rest_.substr(0, begin + size)};
  rest_.remove_prefix(begin + size);
  return found;
}

std::optional<Element> Walk::take(unsigned char tag) {
  if (!sees(tag)) return std::nullopt;
  return next();
}

}  // namespace crypto_openssl::der
