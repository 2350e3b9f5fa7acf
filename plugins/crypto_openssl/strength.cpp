#include "strength.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace crypto_openssl {

std::string weakness_of_digest(int nid) {
  switch (nid) {
    case NID_md2:
    case NID_md4:
    case NID_md5:
    case NID_mdc2:
    case NID_sha:
    case NID_sha1: return std::string("the digest ") + OBJ_nid2sn(nid) + " is weak";
    default: return {};
  }
}

std::string weakness_of_key(const EVP_PKEY* key) {
  if (!key) return {};
  const int bits = EVP_PKEY_get_bits(key);
  const bool elliptic = EVP_PKEY_is_a(key, "EC");
  const bool finite =
      EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_is_a(key, "RSA-PSS") || EVP_PKEY_is_a(key, "DSA");
  if ((finite && bits < 2048) || (elliptic && bits < 224))
    return "a key of " + std::to_string(bits) + " bits is weak";
  return {};
}

std::string weakness_of(X509* certificate) {
  if (auto weak = weakness_of_key(X509_get0_pubkey(certificate)); !weak.empty()) return weak;
  // Whoever trusts a self-signed certificate trusts it as it is, not by its signature.
  if (X509_get_extension_flags(certificate) & EXFLAG_SS) return {};
  int digest = NID_undef;
  X509_get_signature_info(certificate, &digest, nullptr, nullptr, nullptr);
  ERR_clear_error();
  return weakness_of_digest(digest);
}

}  // namespace crypto_openssl
