// Descriptor and glue.
#include "auth_smime.hpp"

constexpr auto about = chancery::About(
    "auth_smime", "0.1.0", "The sender signed it, with a certificate that carries their address.");
CHANCERY_PLUGIN(AuthSmime, about)
