#include "usage.hpp"

#include <chancery/signature.h>

namespace {

// UINT32_MAX, as OpenSSL says "no such extension", has all bits set and so allows everything.
bool key_usage_has(X509& certificate, std::uint32_t bits) {
  return (X509_get_key_usage(&certificate) & bits) != 0;
}

bool key_signs(const EVP_PKEY& key) {
  const int kind = EVP_PKEY_get_base_id(&key);
  return kind != EVP_PKEY_X25519 && kind != EVP_PKEY_X448 && kind != EVP_PKEY_DH &&
         kind != EVP_PKEY_DHX;
}

// The bits that encrypting to this kind of key asks for; none: it cannot be encrypted to.
std::uint32_t usage_to_encrypt(const EVP_PKEY& key) {
  switch (EVP_PKEY_get_base_id(&key)) {
    case EVP_PKEY_RSA: return KU_KEY_ENCIPHERMENT;
    // RFC 5480 section 3 knows only keyAgreement; many authorities give all keys what RSA needs.
    case EVP_PKEY_EC: return KU_KEY_AGREEMENT | KU_KEY_ENCIPHERMENT;
    case EVP_PKEY_X25519:
    case EVP_PKEY_X448:
    case EVP_PKEY_DH:
    case EVP_PKEY_DHX: return KU_KEY_AGREEMENT;
    default: return 0;
  }
}

}  // namespace

bool key_usage_allows_signing(X509& certificate) {
  return key_usage_has(certificate, KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION);
}

bool meant_for_mail(X509& certificate) {
  return (X509_get_extended_key_usage(&certificate) & (XKU_SMIME | XKU_ANYEKU)) != 0;
}

std::uint32_t usage_of(X509& certificate) {
  const auto flags = X509_get_extension_flags(&certificate);
  const EVP_PKEY* key = X509_get0_pubkey(&certificate);
  std::uint32_t usage = (flags & EXFLAG_CA) ? CHANCERY_IS_CA : 0;
  if (!key || (flags & EXFLAG_INVALID) || !meant_for_mail(certificate)) return usage;
  if (key_signs(*key) && key_usage_allows_signing(certificate)) usage |= CHANCERY_MAY_SIGN;
  if (key_usage_has(certificate, usage_to_encrypt(*key))) usage |= CHANCERY_MAY_ENCRYPT;
  return usage;
}
