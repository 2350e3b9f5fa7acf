#include "auth_smime.hpp"

namespace {

using chancery::text;

// Both sides are canonical, so equal bytes are equal addresses.
bool carries(const chancery_certificate& certificate, std::string_view sender) {
  for (std::size_t i = 0; i < certificate.address_count; ++i)
    if (text(certificate.addresses[i]) == sender) return true;
  return false;
}

std::string addresses_of(const chancery_certificate& certificate) {
  std::string all;
  for (std::size_t i = 0; i < certificate.address_count; ++i)
    all.append(all.empty() ? "" : ", ").append(text(certificate.addresses[i]));
  return all.empty() ? "nobody whose address could be compared" : all;
}

void claim(const chancery_signature& signature, int index, std::string_view sender,
           const chancery::Claims& claims) {
  if (signature.status != CHANCERY_VALID) {
    claims.add("smime", signature.status, {}, text(signature.reason), index);
  } else if (!signature.certificate) {
    claims.add("smime", CHANCERY_ERROR, {}, "a valid signature without a certificate", index);
  } else if (sender.empty()) {
    claims.add("smime", CHANCERY_MISMATCH, {}, "there is no single From address to compare with",
               index);
  } else if (!carries(*signature.certificate, sender)) {
    const auto reason = "the certificate is for " + addresses_of(*signature.certificate) +
                        ", the message says it is from " + std::string(sender);
    claims.add("smime", CHANCERY_MISMATCH, {}, reason, index);
  } else {
    claims.add("smime", CHANCERY_VALID, sender, {}, index);
  }
}

}  // namespace

chancery::Result<void> AuthSmime::authenticate(const chancery_auth_request& request,
                                               const chancery::Claims& claims) {
  if (request.signature_count == 0)
    claims.add("smime", CHANCERY_ABSENT, {}, "the message is not signed");
  for (std::size_t i = 0; i < request.signature_count; ++i)
    claim(chancery::signature(request, i), static_cast<int>(i), text(request.sender), claims);
  return {};
}
