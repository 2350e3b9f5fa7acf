// PKCS#12 files (RFC 7292): the private key in one and the certificates beside it.
#pragma once

#include "asn1.hpp"
#include "certificate.hpp"
#include "secret.hpp"

namespace pkcs12 {

struct Content {
  Secret private_key_info;  // DER
  std::vector<Certificate> certificates;
};

// `file`: inside of the outermost sequence. no_key: the password. unusable: damaged, or without a
// key.
chancery::Result<Content> read(asn1::Reader file, std::string_view password);

}  // namespace pkcs12
