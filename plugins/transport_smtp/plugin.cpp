// Descriptor and glue.
#include "smtp.hpp"

constexpr auto about =
    chancery::About("transport_smtp", "0.1.0",
                    "Hands copies to the site's mail server by SMTP or LMTP.")
        .text("server", "127.0.0.1:25",
              "The mail server that takes what the lists send: HOST:PORT, or unix:/PATH.")
        .text("protocol", "smtp", "What it speaks: smtp, or lmtp as servers of mailboxes do.")
        .text("security", "none",
              "none: in clear. starttls, tls: by TLS, begun by STARTTLS or at once, or not at all.")
        .path("ca_file", "", "Authorities of the server's certificate, PEM; empty: this machine's.")
        .text("tls_name", "", "The name in that certificate; empty: the host of server.")
        .number("timeout", "300", 1, 3600, "Seconds to wait for any one answer of the server.")
        .text("helo", "", "The name to greet with; empty: the name of this host.");
CHANCERY_PLUGIN(transport_smtp::Smtp, about)
