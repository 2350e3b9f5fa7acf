#include "sign.hpp"

#include "errors.hpp"

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

constexpr unsigned detached = CMS_DETACHED | CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP;

void free_algorithms(STACK_OF(X509_ALGOR) * stack) {
  sk_X509_ALGOR_pop_free(stack, X509_ALGOR_free);
}

// What mail to the list may be encrypted with; none of those of the nineties.
bool say_capabilities(CMS_SignerInfo& signer) {
  STACK_OF(X509_ALGOR)* stack = nullptr;
  constexpr int no_key_size = -1;
  bool made = true;
  for (const int nid : {NID_aes_256_gcm, NID_aes_128_gcm, NID_aes_256_cbc, NID_aes_128_cbc})
    made = made && CMS_add_simple_smimecap(&stack, nid, no_key_size) == 1;
  const openssl::Owned<STACK_OF(X509_ALGOR), free_algorithms> owned(stack);
  return made && CMS_add_smimecap(&signer, stack) == 1;
}

bool can_sign(const EVP_PKEY& key) {
  const int kind = EVP_PKEY_get_base_id(&key);
  return kind == EVP_PKEY_RSA || kind == EVP_PKEY_RSA_PSS || kind == EVP_PKEY_EC;
}

}  // namespace

Result<std::string> sign_content(const OpenedKey& key, std::string_view content) {
  const auto failed = [] { return openssl::failure(Code::failed, "signing"); };
  if (!can_sign(*key.key))
    return Err(Code::unsupported, "signing with a key of this kind is not supported");
  const auto bytes = openssl::reading(content);
  const openssl::Cms cms(CMS_sign(nullptr, nullptr, nullptr, bytes.get(), detached));
  if (!bytes || !cms) return failed();
  auto* signer =
      CMS_add1_signer(cms.get(), key.certificate.get(), key.key.get(), EVP_sha256(), detached);
  if (!signer || !say_capabilities(*signer)) return failed();
  for (const auto& other : key.others)
    if (CMS_add1_cert(cms.get(), other.get()) != 1) return failed();
  if (CMS_final(cms.get(), bytes.get(), nullptr, detached) != 1) return failed();
  auto written = openssl::der(i2d_CMS_ContentInfo, cms.get());
  if (written.empty()) return failed();
  return written;
}
