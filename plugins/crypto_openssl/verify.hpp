// Signatures: every SignerInfo is judged alone (RFC 5652 section 5.4 and 5.6), so that what is
// wrong with one says nothing about another.
#pragma once

#include "trust.hpp"

chancery::Result<void> verify_signatures(const chancery_verify_request& request,
                                         const TrustAnchors& anchors,
                                         const chancery_signature_sink& signatures,
                                         const chancery_sink& content);
