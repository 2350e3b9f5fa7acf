// SHA-256 (FIPS 180-4), to remember by: what is signed or sealed is the crypto plugins' matter.
#pragma once

#include <string>
#include <string_view>

namespace chancery {

std::string sha256_hex(std::string_view bytes);  // 64 digits, lower case

}  // namespace chancery
