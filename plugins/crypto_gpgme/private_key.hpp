// RSA private keys as they come in: PKCS#8, plain or under a password, PKCS#1 or PKCS#12; PEM or
// DER.
#pragma once

#include "certificate.hpp"
#include "gnupg.hpp"
#include "secret.hpp"

struct PrivateKey {
  Secret info;                            // PrivateKeyInfo, DER
  gnupg::Sexp key;                        // as libgcrypt and gpg-agent take it
  std::string public_info;                // RSAPublicKey: modulus and exponent, the INTEGERs whole
  std::vector<Certificate> certificates;  // that came with it
};

// no_key: the password. unsupported: other kinds of keys, other ways of encrypting.
// unusable: no key, or damaged.
chancery::Result<PrivateKey> read_private_key(std::string_view input, std::string_view password);
