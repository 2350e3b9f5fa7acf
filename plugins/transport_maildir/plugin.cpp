// Descriptor and glue.
#include "maildir.hpp"

constexpr auto about =
    chancery::About("transport_maildir", "0.1.0", "Writes every recipient's copies into a Maildir.")
        .needs(CHANCERY_SERVICE_CLOCK)
        .path("folder", "out", "Where the Maildirs lie, one a recipient, named by the address.")
        .flag("durable", true, "Whether a copy is on the disk before it is reported as delivered.");
CHANCERY_PLUGIN(Maildir, about)
