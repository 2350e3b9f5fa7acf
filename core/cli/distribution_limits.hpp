// What a list chose for its distribution and cannot have: told by `check`, before mail waits for
// it.
#pragma once

#include "config/settings.hpp"
#include "host/plugins.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::cli {

// An Error: the list is to sign, and the backend, its key or its certificate is not for that.
Result<void> signing_limit(const ListSettings& list, const CryptoBackend& crypto, Time now);

// What passing ciphertext on does not do here; it stops nothing.
std::vector<std::string> rewrap_limits(const ListSettings& list, const CryptoBackend& crypto);

// Why its footer goes to no post.
std::optional<std::string> footer_limit(const ListSettings& list, const Plugins& plugins);

}  // namespace chancery::cli
