// What an encrypted object says of itself in clear: by what it is encrypted, and how long its tag
// is, and which bytes are not its recipients' (RFC 5652 section 6.1, RFC 5083 section 2.1). OpenSSL
// reads the object but does not tell.
#pragma once

#include "openssl.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

struct EnvelopeOutline {
  openssl::Owned<ASN1_OBJECT, ASN1_OBJECT_free> cipher;
  std::size_t tag_size = 0;  // of AuthEnvelopedData
  // Views into the object: what stands before and behind the RecipientInfos, byte for byte.
  char version = 0;
  std::string_view originator_info;  // empty: none
  std::string_view tail;             // EncryptedContentInfo and all that follows
  bool has_unprotected = false;      // unprotectedAttrs of EnvelopedData
};

// Nothing: the structure is broken.
std::optional<EnvelopeOutline> outline_of(std::string_view cms, bool authenticated);
