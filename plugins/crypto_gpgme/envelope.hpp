// EnvelopedData (RFC 5652 section 6) and AuthEnvelopedData (RFC 5083) taken apart.
#pragma once

#include "asn1.hpp"
#include "certificate.hpp"

#include <optional>
#include <string>
#include <vector>

// KeyTransRecipientInfo; the other kinds are not ours to open.
struct Recipient {
  asn1::Element who;  // IssuerAndSerialNumber, or [0] key identifier
  asn1::Element algorithm;
  std::string algorithm_identifier;  // dotted
  asn1::Element key;
};

struct EnvelopedObject {
  bool authenticated = false;
  std::vector<Recipient> recipients;
  asn1::Element content_type, cipher;
  std::string cipher_identifier;
  std::string content;  // encrypted
};

// Unusable: not encrypted to recipients, or broken.
chancery::Result<EnvelopedObject> read_envelope(std::string_view cms);
bool is_for(const Recipient& recipient, const Certificate& certificate);
// The same content for this recipient alone, named by the certificate, in DER.
std::string envelope_for(const EnvelopedObject& object, const Recipient& recipient,
                         const Certificate& certificate);
