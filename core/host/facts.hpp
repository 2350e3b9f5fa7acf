// Certificates, signatures and statuses across the boundary, in both directions.
#pragma once

#include "trust/evidence.hpp"

#include <chancery/signature.h>
#include <chancery/result.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace chancery {

std::optional<Status> status_from_c(chancery_status status);
chancery_status status_to_c(Status status);
// An Error says what of it cannot be: a struct cut short, no fingerprint, a status that does not
// exist.
Result<Certificate> certificate_from_c(const chancery_certificate& certificate);
Result<Signature> signature_from_c(const chancery_signature& signature);

// Signatures as plain data, with canonical addresses. Valid as long as this and the originals.
class SignatureViews {
 public:
  explicit SignatureViews(const std::vector<Signature>& signatures);
  const std::vector<chancery_signature>& all() const { return signatures_; }

 private:
  const chancery_certificate* add(const Certificate& certificate);
  std::vector<chancery_signature> signatures_;
  std::vector<std::unique_ptr<chancery_certificate>> certificates_;
  std::vector<std::unique_ptr<std::vector<chancery_view>>> addresses_;
};

}  // namespace chancery
