// What the extensions of a certificate say: whose it is, what it may be used for.
#pragma once

#include "asn1.hpp"
#include "certificate.hpp"

// Of a TBSCertificate, RFC 5280 section 4.1.2.9: fills addresses, usage and the key identifiers.
// False: broken. `extensions`: what is in [3]; nothing: there are none.
bool read_extensions(std::optional<asn1::Reader> extensions, Certificate& certificate);
