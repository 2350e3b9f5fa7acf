// A private key and its certificate, opened. The key never leaves; OpenSSL wipes it when freed.
#pragma once

#include "openssl.hpp"

#include <chancery/plugin.hpp>

struct OpenedKey final : chancery::Crypto::Key {
  openssl::Key key;
  openssl::Certificate certificate;
  std::vector<openssl::Certificate> others;  // that came with it, to lead to an anchor
};

// Reads the key and finds the certificate that belongs to it.
chancery::Result<std::unique_ptr<OpenedKey>> open_key(const chancery::Crypto::KeyInput& input);

// PKCS#8, encrypted. An empty password: misconfigured.
chancery::Result<std::string> key_pem(EVP_PKEY& key, std::string_view password);
chancery::Result<std::string> certificate_pem(X509& certificate);

chancery::Result<chancery::Crypto::Imported> import_key(const chancery::Crypto::KeyInput& input,
                                                        std::string_view new_password);
