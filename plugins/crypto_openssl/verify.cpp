#include "verify.hpp"

#include "certificate.hpp"
#include "strength.hpp"

#include <chancery/bytes.hpp>

#include <array>
#include <limits>
#include <optional>

#include <openssl/err.h>

namespace crypto_openssl {

using chancery::Code;
using chancery::Err;
using chancery::Result;
using chancery::text;
using chancery::view;

namespace {

using Carried = Owned<STACK_OF(X509), [](STACK_OF(X509) * s) { sk_X509_pop_free(s, X509_free); }>;

struct Algorithms {
  int digest = NID_undef;
  std::string digest_name, signature_name;
};

// "RSA", "RSA-PSS", "ECDSA": the kind of signature, without the digest that is named beside it.
std::string signature_name(int nid) {
  int key = NID_undef;
  if (nid == NID_rsassaPss) return "RSA-PSS";
  if (OBJ_find_sigid_algs(nid, nullptr, &key) != 1) key = nid;
  if (key == NID_rsaEncryption) return "RSA";
  if (key == NID_X9_62_id_ecPublicKey) return "ECDSA";
  const char* name = OBJ_nid2sn(key);
  return name ? name : "unknown";
}

Algorithms algorithms_of(CMS_SignerInfo* signer) {
  X509_ALGOR *digest = nullptr, *signature = nullptr;
  CMS_SignerInfo_get0_algs(signer, nullptr, nullptr, &digest, &signature);
  const ASN1_OBJECT *digest_id = nullptr, *signature_id = nullptr;
  X509_ALGOR_get0(&digest_id, nullptr, nullptr, digest);
  X509_ALGOR_get0(&signature_id, nullptr, nullptr, signature);
  Algorithms algorithms;
  algorithms.digest = OBJ_obj2nid(digest_id);
  const char* name = algorithms.digest == NID_undef ? nullptr : OBJ_nid2sn(algorithms.digest);
  algorithms.digest_name = name ? name : "unknown";
  algorithms.signature_name = signature_name(OBJ_obj2nid(signature_id));
  return algorithms;
}

bool has_digest(const Algorithms& algorithms) {
  if (algorithms.digest == NID_undef) return false;
  const Digest digest(EVP_MD_fetch(nullptr, OBJ_nid2sn(algorithms.digest), nullptr));
  ERR_clear_error();
  return digest != nullptr;
}

std::int64_t signing_time(const CMS_SignerInfo* signer) {
  const auto none = std::numeric_limits<std::int64_t>::min();
  const int at = CMS_signed_get_attr_by_NID(signer, NID_pkcs9_signingTime, -1);
  if (at < 0) return none;
  const auto* value = X509_ATTRIBUTE_get0_type(CMS_signed_get_attr(signer, at), 0);
  if (!value || (value->type != V_ASN1_UTCTIME && value->type != V_ASN1_GENERALIZEDTIME))
    return none;
  return seconds_of(value->value.asn1_string);
}

bool is_embedded(CMS_ContentInfo* cms) {
  ASN1_OCTET_STRING** content = CMS_get0_content(cms);
  return content && *content;
}

class Verification {
 public:
  Verification(const chancery_verify_request& request, const Anchors& anchors, Cms cms)
      : request_(request),
        anchors_(anchors),
        cms_(std::move(cms)),
        carried_(CMS_get1_certs(cms_.get())) {
    if (!carried_) carried_.reset(sk_X509_new_null());
    for (const auto& certificate : anchors_.intermediates()) {
      X509_up_ref(certificate.get());
      sk_X509_push(carried_.get(), certificate.get());
    }
  }

  void run(const chancery_signature_sink& signatures, const chancery_sink& content) {
    read_content();
    if (!detached()) chancery::write(&content, content_);
    auto* signers = CMS_get0_SignerInfos(cms_.get());
    for (int i = 0; i < sk_CMS_SignerInfo_num(signers); ++i)
      judge(sk_CMS_SignerInfo_value(signers, i), signatures);
  }

 private:
  bool detached() const { return request_.content.data != nullptr; }

  // Reads what was signed through the digests, which is how OpenSSL fills them.
  void read_content() {
    if (detached() == is_embedded(cms_.get())) {
      content_problem_ = detached()
                             ? "the content is inside a signature that should be detached"
                             : "there is no content inside the signature, and none beside it";
      return;
    }
    digests_.reset(detached() ? init_detached() : CMS_dataInit(cms_.get(), nullptr));
    if (!digests_) {
      no_digest_ = last_error();
      return;
    }
    std::array<char, 16384> buffer{};
    for (;;) {
      const int got = BIO_read(digests_.get(), buffer.data(), static_cast<int>(buffer.size()));
      if (got <= 0) break;
      if (!detached()) content_.append(buffer.data(), static_cast<std::size_t>(got));
    }
  }

  // The BIO that comes back owns the one that was given.
  BIO* init_detached() {
    auto given = memory(text(request_.content));
    BIO* chain = CMS_dataInit(cms_.get(), given.get());
    if (chain) given.release();
    return chain;
  }

  X509* find_certificate(CMS_SignerInfo* signer) const {
    for (int i = 0; i < sk_X509_num(carried_.get()); ++i)
      if (auto* certificate = sk_X509_value(carried_.get(), i);
          CMS_SignerInfo_cert_cmp(signer, certificate) == 0)
        return certificate;
    return nullptr;
  }

  void judge(CMS_SignerInfo* signer, const chancery_signature_sink& signatures) {
    const auto algorithms = algorithms_of(signer);
    Judgement judgement;
    auto* certificate = find_certificate(signer);
    std::optional<CertificateFacts> facts;
    if (certificate) facts.emplace(certificate);
    if (!certificate)
      judgement.worsen(CHANCERY_STATUS_NO_KEY, "the signer's certificate is not in the message");
    judge_bytes(signer, certificate, algorithms, judgement);
    if (certificate) {
      anchors_.judge(certificate, carried_.get(), request_.at, request_.allow_weak != 0, judgement);
      if (!request_.allow_weak)
        if (auto weak = weakness_of_digest(algorithms.digest); !weak.empty())
          judgement.worsen(CHANCERY_WEAK, weak);
    }
    const chancery_signature signature{sizeof signature,
                                       judgement.status,
                                       view(judgement.reason),
                                       view(algorithms.digest_name),
                                       view(algorithms.signature_name),
                                       signing_time(signer),
                                       facts ? facts->get() : nullptr};
    signatures.signature(signatures.self, &signature);
    ERR_clear_error();
  }

  // Whether these bytes were signed with this certificate's key.
  void judge_bytes(CMS_SignerInfo* signer, X509* certificate, const Algorithms& algorithms,
                   Judgement& judgement) {
    if (!content_problem_.empty()) return judgement.worsen(CHANCERY_INVALID, content_problem_);
    if (!has_digest(algorithms))
      return judgement.worsen(CHANCERY_STATUS_UNSUPPORTED,
                              "the digest " + algorithms.digest_name + " is not supported");
    if (!digests_)
      return judgement.worsen(CHANCERY_INVALID, "reading what was signed: " + no_digest_);
    if (!certificate) return;
    const auto* key = X509_get0_pubkey(certificate);
    const auto kind = key_algorithm(key);
    if (!key || kind == "Ed25519" || kind == "ED448")
      return judgement.worsen(CHANCERY_STATUS_UNSUPPORTED,
                              "signatures with a key of the kind " + kind + " are not supported");
    CMS_SignerInfo_set1_signer_cert(signer, certificate);
    if (CMS_signed_get_attr_count(signer) >= 0 && CMS_SignerInfo_verify(signer) <= 0)
      return judgement.worsen(CHANCERY_INVALID,
                              "the signature is not over these attributes: " + last_error());
    if (CMS_SignerInfo_verify_content(signer, digests_.get()) <= 0) {
      ERR_clear_error();
      judgement.worsen(CHANCERY_INVALID, "the content is not what was signed");
    }
  }

  const chancery_verify_request& request_;
  const Anchors& anchors_;
  Cms cms_;
  Carried carried_;
  Bio digests_;
  std::string content_, content_problem_, no_digest_;
};

}  // namespace

Cms read_cms(std::string_view bytes) {
  const auto bio = memory(bytes);
  return Cms(bio ? d2i_CMS_bio(bio.get(), nullptr) : nullptr);
}

Result<void> verify(const chancery_verify_request& request, const Anchors& anchors,
                    const chancery_signature_sink& signatures, const chancery_sink& content) {
  auto cms = read_cms(text(request.cms));
  if (!cms) return failure(Code::unusable, "reading the signature: it is no CMS object");
  if (OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed)
    return Err(Code::unusable, "reading the signature: it is a CMS object, but no SignedData");
  Verification(request, anchors, std::move(cms)).run(signatures, content);
  ERR_clear_error();
  return {};
}

Result<std::int32_t> inspect(std::string_view bytes) {
  const auto cms = read_cms(bytes);
  if (!cms) return failure(Code::unusable, "it is no CMS object");
  switch (OBJ_obj2nid(CMS_get0_type(cms.get()))) {
    case NID_pkcs7_signed:
      return sk_CMS_SignerInfo_num(CMS_get0_SignerInfos(cms.get())) > 0
                 ? CHANCERY_CMS_SIGNED
                 : CHANCERY_CMS_CERTIFICATES_ONLY;
    case NID_pkcs7_enveloped: return CHANCERY_CMS_ENVELOPED;
    case NID_id_smime_ct_authEnvelopedData: return CHANCERY_CMS_AUTH_ENVELOPED;
    default: return CHANCERY_CMS_OTHER;
  }
}

}  // namespace crypto_openssl
