// EnvelopedData (RFC 5652 section 6) and AuthEnvelopedData (RFC 5083) opened with the keys at hand.
//
// Whatever goes wrong once a recipient fits looks the same, so that nobody can ask the list what a
// changed ciphertext decrypts to. Nothing comes out before the whole was opened.
#pragma once

#include "key.hpp"

namespace crypto_openssl {

chancery::Result<chancery::Crypto::Opening> decrypt(std::string_view cms,
                                                    const std::vector<chancery::Crypto::Key*>& keys,
                                                    Legacy& legacy, const chancery_sink& content);

}  // namespace crypto_openssl
