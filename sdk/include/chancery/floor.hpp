// The floor that a chancery_verify_request asks for: what of a signature is weak, for backends
// alike.
#pragma once

#include <chancery/role/crypto_request.h>

#include <algorithm>
#include <cstdint>

namespace chancery {

// In bits; what is below is weak. The defaults are the least.
struct Floor {
  std::uint32_t rsa_bits = 2048, curve_bits = 224, digest_bits = 224;
};

inline Floor floor_of(const chancery_verify_request& request) {
  Floor floor;
  if (!CHANCERY_HAS(&request, chancery_verify_request, least_digest_bits)) return floor;
  floor.rsa_bits = std::max(floor.rsa_bits, request.least_rsa_bits);
  floor.curve_bits = std::max(floor.curve_bits, request.least_curve_bits);
  floor.digest_bits = std::max(floor.digest_bits, request.least_digest_bits);
  return floor;
}

}  // namespace chancery
