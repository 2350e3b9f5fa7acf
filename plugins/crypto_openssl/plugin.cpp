// Descriptor and glue.
#include "backend.hpp"

constexpr auto about = chancery::About("crypto_openssl", "0.1.0",
                                       "S/MIME signatures and envelopes with OpenSSL's libcrypto.");
CHANCERY_PLUGIN(crypto_openssl::Backend, about)
