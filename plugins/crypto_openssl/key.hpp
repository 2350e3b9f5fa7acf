// A private key and its certificate, opened. The key never leaves; OpenSSL wipes it when freed.
#pragma once

#include "openssl.hpp"

#include <chancery/plugin.hpp>

struct OpenedKey final : chancery::Crypto::Key {
  openssl::Key key;
  openssl::Certificate certificate;
};

// Reads the key and finds the certificate that belongs to it.
chancery::Result<std::unique_ptr<OpenedKey>> open_key(const chancery::Crypto::KeyInput& input);

chancery::Result<chancery::Crypto::Imported> import_key(const chancery::Crypto::KeyInput& input,
                                                        std::string_view new_password);
