// Descriptor and glue.
#include "backend.hpp"

constexpr auto about =
    chancery::About("crypto_gpgme", "0.1.0", "S/MIME with GnuPG: verifies, decrypts and seals.")
        .path("homes", "",
              "The folder in which GnuPG's private homes are made and removed again; its path may "
              "have 86 characters.");
CHANCERY_PLUGIN(Gpgme, about)
