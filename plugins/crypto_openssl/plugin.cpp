// Descriptor and glue.
#include "backend.hpp"

constexpr auto about = chancery::About("crypto_openssl", "0.1.0",
                                       "S/MIME with OpenSSL: verifies, decrypts, encrypts once "
                                       "and seals for each.");
CHANCERY_PLUGIN(Openssl, about)
