#include "base/random.hpp"

#include "base/check.hpp"

#include <sys/random.h>

namespace chancery {

std::string random_hex(std::size_t bytes) {
  CHECK(bytes <= 64, "getrandom gives up to 256 bytes at once, and nobody needs more than 64");
  unsigned char raw[64];
  CHECK(getrandom(raw, bytes, 0) == static_cast<ssize_t>(bytes), "the kernel has no random bytes");
  const char* const digits = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < bytes; ++i) {
    hex += digits[raw[i] >> 4];
    hex += digits[raw[i] & 15];
  }
  return hex;
}

}  // namespace chancery
