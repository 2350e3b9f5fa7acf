// A SignedData (RFC 5652 section 5) taken apart: views of the bytes it was read from.
#pragma once

#include "asn1.hpp"

#include <chancery/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct SignerInfo {
  asn1::Element who;                        // IssuerAndSerialNumber, or [0] key identifier
  asn1::Element digest_algorithm;           // AlgorithmIdentifier
  std::string digest_identifier;            // dotted
  std::optional<asn1::Element> attributes;  // [0]
  asn1::Element signature_algorithm;
  std::string signature_identifier;
  asn1::Element signature;
};

struct SignedData {
  asn1::Element content_type;                  // OBJECT IDENTIFIER
  std::optional<std::string> content;          // nothing: detached
  std::vector<std::string_view> certificates;  // whole
  std::vector<SignerInfo> signers;
};

// ContentInfo: its type, dotted, and what is in it.
struct ContentInfo {
  std::string type;
  asn1::Reader content;
};
std::optional<ContentInfo> read_content_info(std::string_view cms);

// Unusable: no SignedData, broken, or more in it than a stranger may ask us to look at.
chancery::Result<SignedData> read_signed_data(std::string_view cms);
