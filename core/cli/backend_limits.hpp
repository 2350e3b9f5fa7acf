// What a site's settings and members ask of the crypto backend that it cannot do: told by `check`,
// so that nobody learns it at delivery.
#pragma once

#include "host/crypto_backend.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>

namespace chancery::cli {

// Nothing: it encrypts with this cipher, for some kind of key at least.
std::optional<std::string> cipher_limit(const CryptoBackend& crypto, const std::string& cipher);

// Members of a list who have a certificate that the backend refuses. Nothing: there are none.
Result<std::optional<std::string>> member_limit(const CryptoBackend& crypto, Store& store,
                                                const std::string& list, Time now);

}  // namespace chancery::cli
