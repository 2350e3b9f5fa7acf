#include "scenario/netmask.hpp"

#include "base/text.hpp"

#include <charconv>
#include <optional>
#include <string>

#include <arpa/inet.h>

namespace chancery::scenario {

std::optional<Netmask::Address> Netmask::address(std::string_view text) {
  const std::string copy(text);
  Address found;
  if (inet_pton(AF_INET, copy.c_str(), found.bytes.data()) == 1) return found;
  found.bits = 128;
  if (inet_pton(AF_INET6, copy.c_str(), found.bytes.data()) == 1) return found;
  return std::nullopt;
}

// "8" or, of IPv4, "255.0.0.0".
std::optional<int> Netmask::length(std::string_view text, int bits) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size())
    return number >= 0 && number <= bits ? std::optional(number) : std::nullopt;
  const auto mask = address(text);
  if (!mask || mask->bits != 32 || bits != 32) return std::nullopt;
  int ones = 0;
  while (ones < 32 && bit(mask->bytes, ones)) ++ones;
  for (int i = ones; i < 32; ++i)
    if (bit(mask->bytes, i)) return std::nullopt;
  return ones;
}

std::optional<Netmask> Netmask::block(std::string_view first, std::string_view mask) {
  const auto begin = address(first);
  if (!begin) return std::nullopt;
  const auto ones = length(mask, begin->bits);
  if (!ones) return std::nullopt;
  for (int i = *ones; i < begin->bits; ++i)
    if (bit(begin->bytes, i)) return std::nullopt;
  Netmask found;
  found.first_ = *begin;
  found.length_ = *ones;
  return found;
}

// One block: behind what both have in common, the first has only zeros and the last only ones.
std::optional<Netmask> Netmask::range(std::string_view first, std::string_view last) {
  const auto begin = address(first), end = address(last);
  if (!begin || !end || begin->bits != end->bits) return std::nullopt;
  int common = 0;
  while (common < begin->bits && bit(begin->bytes, common) == bit(end->bytes, common)) ++common;
  for (int i = common; i < begin->bits; ++i)
    if (bit(begin->bytes, i) || !bit(end->bytes, i)) return std::nullopt;
  Netmask found;
  found.first_ = *begin;
  found.length_ = common;
  return found;
}

Result<Netmask> Netmask::read(std::string_view text) {
  std::optional<Netmask> found;
  const auto slash = text.find('/'), dash = text.find('-');
  const bool is_pair =
      text.find('.') != std::string_view::npos && text.find(':') != std::string_view::npos;
  if (text == "any" || text == "default") {
    found.emplace();
    found->all_ = true;
  } else if (slash != std::string_view::npos) {
    found = block(text.substr(0, slash), text.substr(slash + 1));
  } else if (dash != std::string_view::npos) {
    found = range(text.substr(0, dash), text.substr(dash + 1));
  } else if (const auto colon = text.find(':'); is_pair && !address(text)) {
    found = block(text.substr(0, colon), text.substr(colon + 1));
  } else if (const auto one = address(text)) {
    found.emplace();
    found->first_ = *one;
    found->length_ = one->bits;
  }
  if (found) return *found;
  return Err(Code::unusable, "'" + printable(text, 80) + "' is no block of addresses",
             "write '10.0.0.0/8' in quotes, the first address of the block before the /");
}

Result<bool> Netmask::has(std::string_view text) const {
  const auto one = address(text);
  if (!one)
    return Err(Code::unusable, "the client's address '" + printable(text, 80) + "' is none");
  if (all_) return true;
  if (one->bits != first_.bits) return false;
  for (int i = 0; i < length_; ++i)
    if (bit(one->bytes, i) != bit(first_.bytes, i)) return false;
  return true;
}

}  // namespace chancery::scenario
