// The content key of an envelope that one of our keys opens. libcrypto keeps it to itself; but it
// wraps it for whoever is made a recipient, so a key of ours is made one, for that moment.
#pragma once

#include "key.hpp"

#include <memory>

// Null: it cannot be had.
std::unique_ptr<openssl::SecretBytes> content_key_of(std::string_view cms, const OpenedKey& key);
