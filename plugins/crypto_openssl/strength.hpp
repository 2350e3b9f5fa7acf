// The floor: what lies below does not authenticate unless somebody says so.
#pragma once

#include "openssl.hpp"

namespace crypto_openssl {

// Why it lies below the floor; empty: it does not.
std::string weakness_of_digest(int nid);           // MD5, SHA-1 and older
std::string weakness_of_key(const EVP_PKEY* key);  // RSA and DSA below 2048 bits, EC below 224
std::string weakness_of(X509* certificate);  // its key, and the signature on it unless self-signed

}  // namespace crypto_openssl
