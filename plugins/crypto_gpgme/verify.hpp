// Signatures: each SignerInfo judged alone.
#pragma once

#include "trust.hpp"

chancery::Result<void> verify_signatures(const chancery_verify_request& request,
                                         const TrustAnchors& trust,
                                         const chancery_signature_sink& signatures,
                                         const chancery_sink& content);
