// What a certificate may be used for: keyUsage, extended key usage and the kind of its key (RFC
// 8550 section 4.4). A certificate that says nothing may do what its key can.
#pragma once

#include "openssl.hpp"

#include <cstdint>

// CHANCERY_MAY_SIGN | CHANCERY_MAY_ENCRYPT | CHANCERY_IS_CA.
std::uint32_t usage_of(X509& certificate);

// Whether keyUsage allows signing: digitalSignature or nonRepudiation, or no extension.
bool key_usage_allows_signing(X509& certificate);
// Whether the extended key usage is absent, emailProtection, or any.
bool meant_for_mail(X509& certificate);
