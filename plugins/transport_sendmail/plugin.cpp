// Descriptor and glue.
#include "sendmail.hpp"

constexpr auto about =
    chancery::About("transport_sendmail", "0.1.0",
                    "Hands copies to the sendmail program of the site's mail server.")
        .path("program", "/usr/sbin/sendmail", "The program: Postfix, Exim and OpenSMTPD have one.")
        .number("timeout", "300", 1, 3600, "Seconds that one message may take.");
CHANCERY_PLUGIN(Sendmail, about)
