// Descriptor and glue.
#include "auth_smtp.hpp"

constexpr auto about =
    chancery::About("auth_smtp", "0.1.0", "The sender is who the From field says; proves nothing.");
CHANCERY_PLUGIN(AuthSmtp, about)
