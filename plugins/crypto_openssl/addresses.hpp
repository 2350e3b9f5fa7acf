// The mail addresses in a certificate, byte for byte as they stand there: whoever compares them
// must see a NUL or a space that somebody put in to look like somebody else.
#pragma once

#include "openssl.hpp"

#include <string>
#include <vector>

// RFC 8550 section 3: rfc822Name and SmtpUTF8Mailbox (RFC 9598) of subjectAltName; emailAddress of
// the subject only if there is no subjectAltName that holds an address. A subjectAltName that
// cannot be read holds none and hides the subject's. At most 100: whoever has more is no person,
// and each is told once a signature.
std::vector<std::string> addresses_of(X509& certificate);
