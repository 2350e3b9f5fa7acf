// A new private key, with a certificate by itself and a request for another.
#pragma once

#include <chancery/plugin.hpp>

chancery::Result<chancery::Crypto::NewKey> make_key(const chancery_key_request& request);
