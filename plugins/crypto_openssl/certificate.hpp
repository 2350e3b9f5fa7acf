// A certificate as plain facts (RFC 5280, RFC 8550, RFC 9598). Judges nothing.
#pragma once

#include "openssl.hpp"

#include <chancery/signature.h>

namespace crypto_openssl {

class CertificateFacts {
 public:
  explicit CertificateFacts(X509* certificate);
  // Valid as long as this.
  const chancery_certificate* get() const { return &facts_; }

 private:
  void add_addresses(X509* certificate);

  std::string der_, fingerprint_, subject_, issuer_, serial_, key_algorithm_;
  std::vector<std::string> addresses_;
  std::vector<chancery_view> address_views_;
  chancery_certificate facts_{};
};

// "RSA", "EC P-256", "Ed25519"; the library's name for others.
std::string key_algorithm(const EVP_PKEY* key);
std::string name_text(const X509_NAME* name);  // RFC 2253, UTF-8
bool may_encrypt(X509* certificate);

}  // namespace crypto_openssl
