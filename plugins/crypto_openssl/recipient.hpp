// What sealing to a certificate needs of it, in a form that costs little to load: the key's
// numbers, and who it belongs to (IssuerAndSerialNumber, RFC 5652 section 10.2.4).
#pragma once

#include "openssl.hpp"

#include <chancery/role/crypto.hpp>

namespace crypto_openssl {

// Changes with the form below.
inline constexpr std::uint32_t prepare_version = 1;

enum class KeyKind : unsigned char { rsa = 1, p256 = 2, p384 = 3, p521 = 4 };

// A prepared recipient, read. Views into the prepared bytes.
struct PreparedRecipient {
  KeyKind kind;
  std::string_view issuer_and_serial;  // DER
  std::string_view key;                // RSA: PKCS#1 RSAPublicKey; EC: the uncompressed point
};

chancery::Result<std::string> prepare(std::string_view certificate_der);
chancery::Result<PreparedRecipient> read_prepared(std::string_view bytes);
chancery::Result<PrivateKey> load_public_key(const PreparedRecipient& recipient);

const char* curve_name(KeyKind kind);  // of an EC kind: "P-256"

}  // namespace crypto_openssl
