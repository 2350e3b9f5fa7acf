// What sealing needs of a member's certificate, checked once and ready to use: issuer and number,
// modulus and exponent, and a checksum, so that damaged bytes are an error and never an envelope
// that nobody can open.
#pragma once

#include <chancery/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace prepared {

// Changes whenever the form does: what was prepared under another one is prepared anew.
inline constexpr std::uint32_t version = 1;

struct Recipient {
  std::string_view identifier;         // IssuerAndSerialNumber, DER
  std::string_view modulus, exponent;  // big-endian, without leading zeros
};

// unusable: not for encryption, or below the floor. unsupported: a key that is not RSA.
chancery::Result<std::string> make(std::string_view certificate);
// Views into `bytes`.
chancery::Result<Recipient> read(std::string_view bytes);

}  // namespace prepared
