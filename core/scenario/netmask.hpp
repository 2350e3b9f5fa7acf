// A block of IP addresses, as verify_netmask takes it.
#pragma once

#include <chancery/result.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace chancery::scenario {

class Netmask {
 public:
  // "10.0.0.0/8", "10.0.0.0:255.0.0.0", "10.0.0.0-10.255.255.255", "fe80::/10", one address, or
  // "any" and "default" for all. A block that does not begin at its first address is none.
  static Result<Netmask> read(std::string_view text);
  // What is no address is an Error.
  Result<bool> has(std::string_view address) const;

 private:
  using Bytes = std::array<std::uint8_t, 16>;
  struct Address {
    Bytes bytes{};
    int bits = 32;
  };
  static std::optional<Address> address(std::string_view text);
  static std::optional<int> length(std::string_view text, int bits);
  static std::optional<Netmask> block(std::string_view first, std::string_view mask);
  static std::optional<Netmask> range(std::string_view first, std::string_view last);
  static bool bit(const Bytes& bytes, int i) {
    return ((bytes[static_cast<std::size_t>(i) / 8] >> (7 - i % 8)) & 1) != 0;
  }

  Address first_;
  int length_ = 0;
  bool all_ = false;
};

}  // namespace chancery::scenario
