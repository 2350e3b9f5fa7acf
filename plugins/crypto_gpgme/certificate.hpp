// Certificates: read from PEM or DER, and told as plain facts. Judges nothing.
//
// Read here and not by libksba, which complains of hostile bytes on standard error. gpgsm reads
// them again, in a process of its own.
#pragma once

#include "gnupg.hpp"

#include <chancery/signature.h>
#include <chancery/floor.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct Certificate {
  std::string der, fingerprint;         // SHA-256, lower-case hex
  std::string sha1;                     // upper-case hex, as GnuPG names certificates
  std::string subject, issuer, serial;  // as texts
  std::string subject_der, issuer_der;  // Name, whole
  std::string serial_der;               // INTEGER, whole
  std::string public_key_der;           // SubjectPublicKeyInfo, whole
  std::string subject_key_id;           // empty: none
  std::string authority_key_id;         // empty: none
  std::string key_algorithm;            // "RSA", "EC P-256"
  std::vector<std::string> addresses;
  std::uint32_t usage = 0;
  int key_bits = 0;
  bool odd_signature = false;  // RSASSA-PSS with parameters that gpgsm cannot be shown
  bool constrained = false;    // limits names or policies below it, which gpgsm does not heed
  bool weak_key = false, weak_signature = false;
  std::uint32_t digest_bits = 0;  // of the digest on it; 0: not known
  std::int64_t not_before = 0, not_after = 0;

  bool self_issued() const { return subject_der == issuer_der; }
  // Nobody relies on a signature by itself.
  bool weak() const { return weak_key || (weak_signature && !self_issued()); }
};

using chancery::Floor;
bool has_weak_key(const Certificate& certificate, const Floor& floor);
bool is_signed_weakly(const Certificate& certificate, const Floor& floor);

// Holds the views of a certificate's facts; the certificate must outlive it.
class CertificateFacts {
 public:
  explicit CertificateFacts(const Certificate& certificate);
  const chancery_certificate& get() const { return facts_; }

 private:
  std::vector<chancery_view> addresses_;
  chancery_certificate facts_{};
};

// Exactly one certificate and nothing after it.
chancery::Result<Certificate> read_certificate(std::string_view der);
// Every certificate of a PEM text in its order (other blocks are skipped), or the one of a DER
// input. Unusable: there is none, or one that cannot be read; `what` names the input.
chancery::Result<std::vector<Certificate>> read_certificates(std::string_view input,
                                                             const std::string& what);

std::string digest(std::string_view bytes, int gcrypt_algorithm);
std::string sha256_hex(std::string_view bytes);
