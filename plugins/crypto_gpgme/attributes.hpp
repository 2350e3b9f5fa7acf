// Signed attributes (RFC 5652 section 5.3 and 11): what a signature is really over when they are
// there.
#pragma once

#include "signed_data.hpp"

#include <string>
#include <string_view>

// Why they do not speak of this content; empty when they do. Each of those that must be there
// stands once and has one value. `digest` is the content's.
std::string attributes_disagree(const asn1::Element& attributes, const asn1::Element& content_type,
                                std::string_view digest);

// gpgsm hashes the bytes as they stand, and RFC 5652 section 5.4 asks for their DER: whoever did
// not write DER has signed something else.
bool attributes_are_der(const asn1::Element& attributes);

// The bytes that were signed: the attributes as a SET OF.
std::string signed_bytes(const asn1::Element& attributes);

// The signer's claim, seconds since 1970; INT64_MIN: none.
std::int64_t signing_time(const SignerInfo& signer);
// What the signer's program says it reads: "AES-256-GCM AES-256-CBC".
std::string capabilities(const SignerInfo& signer);

// Whether a content is itself what attributes look like. A signature without attributes over such a
// content was perhaps made with them over another one: RFC 5652 leaves the two alike.
bool looks_like_attributes(std::string_view content);
