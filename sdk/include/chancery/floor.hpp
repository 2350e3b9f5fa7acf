// The floor of signatures, as a site sets it and a chancery_verify_request asks for it: whatever
// the backend, the same is weak.
#pragma once

#include <chancery/role/crypto_request.h>

#include <algorithm>
#include <cstdint>

namespace chancery {

// What is below is weak and authenticates nobody: keys of RSA, DSA and DH, curves, and digests, in
// bits. The defaults are the least that can be asked for.
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
