#include "ber.hpp"

namespace ber {

namespace {

constexpr int deepest = 32;

unsigned char octet(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

struct Header {
  unsigned char tag = 0;
  std::size_t size = 0;               // of the header itself
  std::optional<std::size_t> length;  // nothing: indefinite
};

std::optional<Header> read_header(std::string_view bytes) {
  if (bytes.size() < 2 || (octet(bytes, 0) & 0x1f) == 0x1f) return std::nullopt;
  Header header{octet(bytes, 0), 2, {}};
  const unsigned char first = octet(bytes, 1);
  if (first == 0x80) {
    const bool constructed = (header.tag & 0x20) != 0;
    return constructed ? std::optional(header) : std::nullopt;
  }
  if (first < 0x80) {
    header.length = first;
    return header;
  }
  const std::size_t count = first & 0x7f;
  if (count > sizeof(std::size_t) || bytes.size() < 2 + count) return std::nullopt;
  std::size_t length = 0;
  for (std::size_t i = 0; i < count; ++i) length = length << 8 | octet(bytes, 2 + i);
  header.size += count;
  header.length = length;
  return header;
}

// The bytes of the element at the beginning, header and end-of-contents included; 0: broken.
std::size_t whole_size(std::string_view bytes, int depth) {
  const auto header = read_header(bytes);
  if (!header || depth > deepest) return 0;
  if (header->length)
    return *header->length <= bytes.size() - header->size ? header->size + *header->length : 0;
  std::size_t at = header->size;
  while (bytes.substr(at).size() >= 2 && (octet(bytes, at) != 0 || octet(bytes, at + 1) != 0)) {
    const auto inner = whole_size(bytes.substr(at), depth + 1);
    if (inner == 0) return 0;
    at += inner;
  }
  return bytes.size() - at >= 2 ? at + 2 : 0;
}

}  // namespace

std::optional<Element> Reader::next() {
  const auto size = whole_size(rest_, 0);
  if (size == 0) return std::nullopt;
  const auto header = read_header(rest_);
  const std::size_t end = header->length ? 0 : 2;
  Element element{header->tag, rest_.substr(header->size, size - header->size - end),
                  rest_.substr(0, size)};
  rest_.remove_prefix(size);
  return element;
}

std::optional<Element> Reader::next(unsigned char tag) {
  if (rest_.empty() || octet(rest_, 0) != tag) return std::nullopt;
  return next();
}

std::optional<Reader> Reader::enter(unsigned char tag) {
  const auto element = next(tag);
  return element ? std::optional(Reader(element->content)) : std::nullopt;
}

}  // namespace ber
