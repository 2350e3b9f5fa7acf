#include "asn1.hpp"

#include <cstdint>
#include <vector>

namespace asn1 {

namespace {

constexpr int deepest = 32;
constexpr unsigned char constructed_bit = 0x20;

unsigned char octet(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

struct Head {
  std::size_t size = 0;  // of tag and length themselves
  bool indefinite = false;
  std::size_t length = 0;
};

std::optional<Head> head_of(std::string_view bytes) {
  constexpr unsigned char long_tag = 0x1f;
  if (bytes.size() < 2 || (octet(bytes, 0) & long_tag) == long_tag) return std::nullopt;
  const unsigned char first = octet(bytes, 1);
  if (first < 0x80) return Head{2, false, first};
  if (first == 0x80)
    return octet(bytes, 0) & constructed_bit ? std::optional(Head{2, true, 0}) : std::nullopt;
  const std::size_t count = first & 0x7f;
  if (count > sizeof(std::size_t) || bytes.size() - 2 < count) return std::nullopt;
  Head head{2 + count, false, 0};
  for (const char c : bytes.substr(2, count))
    head.length = head.length << 8 | static_cast<unsigned char>(c);
  return head;
}

std::optional<Element> first_of(std::string_view bytes, int depth) {
  const auto head = head_of(bytes);
  if (!head || depth > deepest) return std::nullopt;
  const auto after = bytes.substr(head->size);
  if (!head->indefinite) {
    if (head->length > after.size()) return std::nullopt;
    return Element{octet(bytes, 0), after.substr(0, head->length),
                   bytes.substr(0, head->size + head->length)};
  }
  std::size_t at = 0;
  while (after.size() - at >= 2 && (octet(after, at) != 0 || octet(after, at + 1) != 0)) {
    const auto inner = first_of(after.substr(at), depth + 1);
    if (!inner) return std::nullopt;
    at += inner->whole.size();
  }
  if (after.size() - at < 2) return std::nullopt;
  return Element{octet(bytes, 0), after.substr(0, at), bytes.substr(0, head->size + at + 2)};
}

bool append_octets(const Element& element, std::string& into, int depth) {
  if (!(element.tag & constructed_bit)) {
    into += element.content;
    return true;
  }
  Reader pieces(element.content);
  while (const auto piece = pieces.next())
    if ((piece->tag & ~constructed_bit) != octet_string || depth > deepest ||
        !append_octets(*piece, into, depth + 1))
      return false;
  return pieces.at_end();
}

}  // namespace

std::optional<Element> Reader::next() {
  const auto element = first_of(rest_, 0);
  if (element) rest_.remove_prefix(element->whole.size());
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

std::string dotted(std::string_view content) {
  std::string text;
  std::uint64_t number = 0;
  for (const char c : content) {
    if (number >> 56) return {};
    number = number << 7 | (static_cast<unsigned char>(c) & 0x7f);
    if (c & 0x80) continue;
    if (text.empty()) {
      const std::uint64_t first = number < 80 ? number / 40 : 2;
      text = std::to_string(first) + "." + std::to_string(number - 40 * first);
    } else {
      text += "." + std::to_string(number);
    }
    number = 0;
  }
  return !content.empty() && (content.back() & 0x80) ? std::string() : text;
}

std::optional<std::string> octets(const Element& element) {
  std::string all;
  return append_octets(element, all, 0) ? std::optional(std::move(all)) : std::nullopt;
}

bool is_negative(std::string_view content) {
  return !content.empty() && (octet(content, 0) & 0x80) != 0;
}

std::string magnitude(std::string_view content) {
  std::string bytes(content);
  if (is_negative(content)) {  // two's complement
    bool carry = true;
    for (auto at = bytes.rbegin(); at != bytes.rend(); ++at) {
      *at = static_cast<char>(~*at + (carry ? 1 : 0));
      carry = carry && *at == 0;
    }
  }
  const auto first = bytes.find_first_not_of('\0');
  return first == std::string::npos ? std::string(1, '\0') : bytes.substr(first);
}

std::string header(unsigned char tag, std::size_t size) {
  std::string out(1, static_cast<char>(tag));
  if (size < 0x80) return out += static_cast<char>(size);
  std::string length;
  for (auto left = size; left; left >>= 8) length.insert(length.begin(), static_cast<char>(left));
  out += static_cast<char>(0x80 | length.size());
  return out += length;
}

std::string element(unsigned char tag, std::string_view content) {
  return header(tag, content.size()).append(content);
}

std::string join(unsigned char tag, std::initializer_list<std::string_view> parts) {
  std::string content;
  for (const auto part : parts) content += part;
  return element(tag, content);
}

std::string encoded_identifier(std::string_view text) {
  std::vector<std::uint64_t> arcs(1);
  for (const char c : text)
    if (c == '.')
      arcs.push_back(0);
    else
      arcs.back() = arcs.back() * 10 + static_cast<std::uint64_t>(c - '0');
  arcs.at(1) += 40 * arcs[0];
  std::string content;
  for (std::size_t i = 1; i < arcs.size(); ++i) {
    std::string arc(1, static_cast<char>(arcs[i] & 0x7f));
    for (auto left = arcs[i] >> 7; left; left >>= 7)
      arc.insert(arc.begin(), static_cast<char>(0x80 | (left & 0x7f)));
    content += arc;
  }
  return element(identifier, content);
}

}  // namespace asn1
