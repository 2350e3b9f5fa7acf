// What sealing needs of a member's certificate, ready to use. Checked once, when the certificate is
// imported; parsing a certificate for every message would cost several times what sealing does.
//
// The form is this backend's own: a version, a kind, length-prefixed fields and a checksum over
// them, so that damaged bytes are an error and never an envelope that nobody can open.
#pragma once

#include "openssl.hpp"

#include <chancery/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace prepared {

// Changes whenever the form does: what was prepared under another one is prepared anew.
inline constexpr std::uint32_t version = 1;

enum class Kind : unsigned char { rsa = 1, p256 = 2, p384 = 3, p521 = 4 };

struct Recipient {
  Kind kind{};
  std::string_view identifier;  // IssuerAndSerialNumber, DER
  // RSA: the modulus and the exponent, little-endian, as OSSL_PARAM wants them. Curves: the point,
  // uncompressed, in `key`.
  std::string_view key, exponent;
};

// unusable: not for encryption, or below the floor. unsupported: a key we cannot encrypt to.
chancery::Result<std::string> make(std::string_view certificate_der, const EVP_MD& sha256);
// Views into `bytes`.
chancery::Result<Recipient> read(std::string_view bytes, const EVP_MD& sha256);

const char* curve(Kind kind);  // "P-256"; null for RSA

}  // namespace prepared
