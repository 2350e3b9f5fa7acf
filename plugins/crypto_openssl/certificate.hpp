// Certificates: read from PEM or DER, and told as plain facts. Judges nothing; chain.hpp does.
#pragma once

#include "openssl.hpp"

#include <chancery/signature.h>
#include <chancery/result.hpp>

#include <string>
#include <string_view>
#include <vector>

// Every certificate of a PEM text in its order (other blocks are skipped), or the one of a DER
// input. Unusable: there is none, or one that cannot be read; `what` names the input.
chancery::Result<std::vector<openssl::Certificate>> read_certificates(std::string_view input,
                                                                      const std::string& what);
bool looks_like_pem(std::string_view input);

std::string sha256_hex(std::string_view bytes);

// RFC 2253, UTF-8.
std::string name_text(const X509_NAME& name);
// Seconds since 1970.
std::int64_t seconds_of(const ASN1_TIME& time);

// Holds the bytes that a chancery_certificate points to.
class CertificateFacts {
 public:
  explicit CertificateFacts(X509& certificate);
  // Valid as long as this object stays where it is.
  chancery_certificate get() const;

 private:
  std::string der_, fingerprint_, subject_, issuer_, serial_, key_algorithm_;
  std::vector<std::string> addresses_;
  mutable std::vector<chancery_view> views_;
  std::uint32_t usage_ = 0;
  int key_bits_ = 0;
  bool weak_ = false;
  std::int64_t not_before_ = 0, not_after_ = 0;
};
