// Signed attributes (RFC 5652 section 5.3 and 11): what a signature is really over when they are
// there. That each stands once and with one value OpenSSL checks with the signature.
#pragma once

#include "openssl.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

bool has_attributes(const CMS_SignerInfo& signer);

// Why the attributes do not speak of this content; empty when they do. `digest` is the content's.
std::string attributes_disagree(const CMS_SignerInfo& signer, const ASN1_OBJECT& content_type,
                                std::string_view digest);

// The signer's claim, seconds since 1970.
std::optional<std::int64_t> signing_time_of(const CMS_SignerInfo& signer);

// What the signer's program says it reads: "AES-256-GCM AES-256-CBC"; empty: it does not say.
std::string capabilities_of(const CMS_SignerInfo& signer);

// The bytes that were signed: the attributes as a SET OF, in their order.
std::string attributes_der(const CMS_SignerInfo& signer);

// Whether a content is itself what attributes look like. A signature without attributes over such a
// content was perhaps made with them over another one: RFC 5652 leaves the two alike.
bool looks_like_attributes(std::string_view content);
