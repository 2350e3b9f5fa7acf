// The forms that private keys come in: PEM (PKCS#8, the traditional ones), DER, PKCS#12; plain or
// under a password.
#pragma once

#include "openssl.hpp"

#include <chancery/result.hpp>

#include <string_view>
#include <vector>

struct KeyMaterial {
  openssl::Key key;
  std::vector<openssl::Certificate> certificates;  // that lay beside it
};

// no_key: the password does not open it. unsupported: an algorithm that OpenSSL does not have here.
// unusable: this is no private key.
chancery::Result<KeyMaterial> read_key(std::string_view input, std::string_view password);
