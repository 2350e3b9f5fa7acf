// The keys below `floor`, which the site and its lists have in common.
#pragma once

#include "config/demands.hpp"
#include "config/values.hpp"

namespace chancery {

// The table of keys keeps them in their ranges.
inline Floor floor_of(const Values& values) {
  const auto bits = [&](std::string_view key) {
    return static_cast<std::uint32_t>(values.number(key));
  };
  return {bits("floor.rsa_bits"), bits("floor.curve_bits"), bits("floor.digest_bits")};
}

}  // namespace chancery
