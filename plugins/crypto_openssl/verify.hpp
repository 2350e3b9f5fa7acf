// Signatures of a CMS SignedData (RFC 5652 section 5), each SignerInfo judged alone.
#pragma once

#include "trust.hpp"

#include <chancery/role/crypto.hpp>

namespace crypto_openssl {

chancery::Result<void> verify(const chancery_verify_request& request, const Anchors& anchors,
                              const chancery_signature_sink& signatures,
                              const chancery_sink& content);

// By content type; SignedData without signers is CERTIFICATES_ONLY.
chancery::Result<std::int32_t> inspect(std::string_view cms);

// BER or DER.
Cms read_cms(std::string_view bytes);

}  // namespace crypto_openssl
