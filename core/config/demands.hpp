// What a site and its lists ask of a signature, beyond that it holds: algorithms that are strong
// enough, and a time of signing that is near that of reception.
#pragma once

#include <chancery/floor.hpp>

#include <algorithm>
#include <chrono>
#include <optional>

namespace chancery {

inline Floor highest(const Floor& one, const Floor& other) {
  return {std::max(one.rsa_bits, other.rsa_bits), std::max(one.curve_bits, other.curve_bits),
          std::max(one.digest_bits, other.digest_bits)};
}

struct Demands {
  std::optional<Floor> floor = Floor();  // none: any algorithm that the backend knows will do
  // How far the time of signing may lie from that of reception, either way; none: as far as it
  // likes, and it need not be said.
  std::optional<std::chrono::hours> signing_window = {};
};

}  // namespace chancery
