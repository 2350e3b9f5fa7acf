#include "signer.hpp"

#include "attributes.hpp"
#include "certificate.hpp"
#include "errors.hpp"

namespace {

const ASN1_OBJECT* object_of(const X509_ALGOR* algorithm) {
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
  return object;
}

// 1 when it holds, 0 when not. With attributes the signature is over them.
int over_attributes(CMS_SignerInfo& info) { return CMS_SignerInfo_verify(&info); }

// ... and without them over the content itself, which the digest filter takes in.
int over_content(CMS_SignerInfo& info, int digest, std::string_view content) {
  const openssl::Bio filter(BIO_new(BIO_f_md()));
  if (!filter || !BIO_set_md(filter.get(), EVP_get_digestbynid(digest))) return 0;
  BIO_push(filter.get(), BIO_new(BIO_s_null()));
  std::size_t taken = 0;
  if (!content.empty() && !BIO_write_ex(filter.get(), content.data(), content.size(), &taken))
    return 0;
  return CMS_SignerInfo_verify_content(&info, filter.get());
}

// RFC 8419: Ed25519 signs the bytes themselves. OpenSSL 3.0's CMS functions do not know it.
int by_ed25519(CMS_SignerInfo& info, EVP_PKEY& key, std::string_view content) {
  const std::string attributes = has_attributes(info) ? attributes_der(info) : std::string();
  const std::string_view bytes = has_attributes(info) ? attributes : content;
  const auto* signature = CMS_SignerInfo_get0_signature(&info);
  const openssl::DigestContext context(EVP_MD_CTX_new());
  if (!context || EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, &key) != 1)
    return 0;
  const auto signed_bytes = openssl::text(*signature);
  return EVP_DigestVerify(context.get(), openssl::data(signed_bytes), signed_bytes.size(),
                          openssl::data(bytes), bytes.size());
}

}  // namespace

const std::string& SignedContent::digest(int algorithm) {
  const auto [at, is_new] = digests_.try_emplace(algorithm);
  if (!is_new) return at->second;
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  const auto* digest = EVP_get_digestbynid(algorithm);
  if (digest && EVP_Digest(bytes_.data(), bytes_.size(), bytes, &size, digest, nullptr) == 1)
    at->second = openssl::text(bytes, size);
  return at->second;
}

Signer::Signer(CMS_SignerInfo& info) : info_(info) {
  X509_ALGOR *digest = nullptr, *signature = nullptr;
  CMS_SignerInfo_get0_algs(&info_, nullptr, nullptr, &digest, &signature);
  digest_ = object_of(digest);
  signature_ = object_of(signature);
}

std::string Signer::digest_algorithm() const { return digest_name(*digest_); }
std::string Signer::signature_algorithm() const { return signature_name(*signature_); }
std::int64_t Signer::signing_time() const { return signing_time_of(info_).value_or(INT64_MIN); }

std::string Signer::capabilities() const { return capabilities_of(info_); }

// The key and not the certificate: which certificate a signature names is not signed.
std::string Signer::act(SignedContent& content) const {
  if (!certificate_) return {};
  const auto key = openssl::der(i2d_X509_PUBKEY, X509_get_X509_PUBKEY(certificate_));
  const auto what = has_attributes(info_) ? attributes_der(info_) : content.digest(NID_sha256);
  return sha256_hex(sha256_hex(key) + what);
}

bool Signer::supported(Judgement& judgement) const {
  if (digest_strength(digest_of(*digest_)) == Strength::unknown)
    judgement.add(CHANCERY_STATUS_UNSUPPORTED,
                  "the digest algorithm " + digest_algorithm() + " is not supported");
  if (!signature_supported(*signature_))
    judgement.add(CHANCERY_STATUS_UNSUPPORTED,
                  "the signature algorithm " + signature_algorithm() + " is not supported");
  return judgement.status() != CHANCERY_STATUS_UNSUPPORTED;
}

// Whether it speaks of this content at all; needs no certificate.
bool Signer::about(SignedContent& content, Judgement& judgement) const {
  const auto& digest = content.digest(digest_of(*digest_));
  if (digest.empty()) {
    judgement.add(CHANCERY_ERROR, "the digest cannot be computed: " + openssl::take_errors());
    return false;
  }
  std::string why;
  if (has_attributes(info_))
    why = attributes_disagree(info_, content.type(), digest);
  else if (OBJ_obj2nid(&content.type()) != NID_pkcs7_data)
    why = "a content that is not plain data must be signed with attributes";
  else if (looks_like_attributes(content.bytes()))
    why = "the content is the attributes of another signature";
  if (!why.empty()) judgement.add(CHANCERY_INVALID, why);
  return why.empty();
}

bool Signer::signed_by(X509& candidate, SignedContent& content, Judgement& judgement) {
  EVP_PKEY* key = X509_get0_pubkey(&candidate);
  if (!key) {
    judgement.add(CHANCERY_STATUS_UNSUPPORTED,
                  "the public key of the certificate cannot be read: " + openssl::take_errors());
    return false;
  }
  CMS_SignerInfo_set1_signer_cert(&info_, &candidate);
  int holds = 0;
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 && OBJ_obj2nid(signature_) == NID_ED25519)
    holds = by_ed25519(info_, *key, content.bytes());
  else if (has_attributes(info_))
    holds = over_attributes(info_);
  else
    holds = over_content(info_, digest_of(*digest_), content.bytes());
  if (holds == 1) return true;
  judgement.add(CHANCERY_INVALID, "the signature does not hold: " + openssl::take_errors());
  return false;
}

void Signer::check(SignedContent& content, const std::vector<X509*>& candidates,
                   Judgement& judgement) {
  const bool checkable = supported(judgement) && about(content, judgement);
  Judgement failed;
  for (X509* candidate : candidates) {
    if (CMS_SignerInfo_cert_cmp(&info_, candidate) != 0) continue;
    if (!certificate_) certificate_ = candidate;
    if (!checkable) return;
    if (signed_by(*candidate, content, failed)) {
      certificate_ = candidate;
      return;
    }
  }
  if (certificate_)
    judgement.add(failed.status(), failed.reason());
  else
    judgement.add(CHANCERY_STATUS_NO_KEY, "the signer's certificate is not in the message");
}

void Signer::judge_digest(const Floor& floor, Judgement& judgement) const {
  if (digest_strength(digest_of(*digest_), floor) == Strength::weak)
    judgement.add(CHANCERY_WEAK, "the digest " + digest_algorithm() + " is below the floor");
}
