#include "verify.hpp"

#include "certificate.hpp"
#include "chain.hpp"
#include "cms.hpp"
#include "errors.hpp"
#include "signer.hpp"

#include <chancery/bytes.hpp>

#include <optional>

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

// A message is a stranger's: each signer costs a chain, each certificate a comparison.
constexpr int most_signers = 64;
constexpr int most_certificates = 256;

// Those of the message, then those of the site; untrusted all.
struct Helpers {
  openssl::Certificates of_message;
  openssl::Certificates all;
  std::vector<X509*> candidates;
  ocsp::Responses stapled;
};

Result<Helpers> gather(CMS_ContentInfo& cms, const TrustAnchors& anchors) {
  Helpers helpers;
  helpers.of_message.reset(CMS_get1_certs(&cms));
  const int count = helpers.of_message ? sk_X509_num(helpers.of_message.get()) : 0;
  if (count > most_certificates)
    return Err(Code::unusable, "more than " + std::to_string(most_certificates) +
                                   " certificates in one signed object");
  for (int i = 0; i < count; ++i)
    helpers.candidates.push_back(sk_X509_value(helpers.of_message.get(), i));
  for (const auto& own : anchors.intermediates) helpers.candidates.push_back(own.get());
  helpers.all.reset(sk_X509_new_null());
  for (X509* each : helpers.candidates)
    if (!helpers.all || !X509_add_cert(helpers.all.get(), each, X509_ADD_FLAG_UP_REF))
      return openssl::failure(Code::try_later, "gathering certificates");
  return helpers;
}

std::optional<std::string_view> embedded_content(CMS_ContentInfo& cms) {
  ASN1_OCTET_STRING** content = CMS_get0_content(&cms);
  if (!content || !*content) return std::nullopt;
  return openssl::text(**content);
}

// Why no signature of this object can stand, whatever it says; empty: they can.
std::string misplaced(bool detached, bool embedded) {
  if (detached && embedded) return "embedded content in a detached signature";
  if (!detached && !embedded) return "nothing is signed: there is no content";
  return {};
}

void tell(const Signer& signer, SignedContent& content, const Judgement& judgement,
          bool revocation_checked, const chancery_signature_sink& sink) {
  using chancery::view;
  const auto digest = signer.digest_algorithm(), signature = signer.signature_algorithm(),
             act = signer.act(content), capabilities = signer.capabilities();
  std::optional<CertificateFacts> facts;
  chancery_certificate certificate{};
  if (signer.certificate()) {
    facts.emplace(*signer.certificate());
    certificate = facts->get();
  }
  const chancery_signature told{
      sizeof told,        judgement.status(),    view(judgement.reason()),       view(digest),
      view(signature),    signer.signing_time(), facts ? &certificate : nullptr, view(act),
      view(capabilities), revocation_checked};
  sink.signature(sink.self, &told);
}

class Verification {
 public:
  Verification(const chancery_verify_request& request, const TrustAnchors& anchors,
               const Helpers& helpers, SignedContent content, std::string misplaced)
      : request_(request),
        anchors_(anchors),
        helpers_(helpers),
        content_(std::move(content)),
        misplaced_(std::move(misplaced)),
        floor_(request.allow_weak ? std::nullopt : std::optional(chancery::floor_of(request))),
        answers_(anchors.answers, helpers.stapled, floor_) {}

  // That the check itself failed says nothing about the signature: it has to be asked again.
  Result<void> judge(CMS_SignerInfo& info, const chancery_signature_sink& sink) {
    Judgement judgement;
    Signer signer(info);
    if (!misplaced_.empty()) judgement.add(CHANCERY_INVALID, misplaced_);
    signer.check(content_, helpers_.candidates, judgement);
    if (floor_) signer.judge_digest(*floor_, judgement);
    bool revocation_checked = false;
    if (signer.certificate())
      revocation_checked = judge_chain(
          {*signer.certificate(), helpers_.all.get(), anchors_, request_.at, floor_, answers_},
          judgement);
    if (judgement.status() == CHANCERY_ERROR) return Err(Code::try_later, judgement.reason());
    tell(signer, content_, judgement, revocation_checked, sink);
    return {};
  }

 private:
  const chancery_verify_request& request_;
  const TrustAnchors& anchors_;
  const Helpers& helpers_;
  SignedContent content_;
  std::string misplaced_;
  std::optional<Floor> floor_;
  ocsp::Answers answers_;
};

}  // namespace

Result<void> verify_signatures(const chancery_verify_request& request, const TrustAnchors& anchors,
                               const chancery_signature_sink& signatures,
                               const chancery_sink& content) {
  auto cms = read_cms(chancery::text(request.cms));
  if (!cms) return cms.error();
  if (OBJ_obj2nid(CMS_get0_type(cms->get())) != NID_pkcs7_signed)
    return Err(Code::unusable, "this CMS object is not signed data");
  auto* signers = CMS_get0_SignerInfos(cms->get());
  const int count = sk_CMS_SignerInfo_num(signers);
  if (count > most_signers)
    return Err(Code::unusable,
               "more than " + std::to_string(most_signers) + " signers of one object");
  auto helpers = gather(**cms, anchors);
  if (!helpers) return helpers.error();
  helpers->stapled = ocsp::stapled(chancery::text(request.cms));
  const auto embedded = embedded_content(**cms);
  const bool detached = request.content.data != nullptr;
  const auto bytes = detached ? chancery::text(request.content) : embedded.value_or("");
  Verification verification(request, anchors, *helpers,
                            SignedContent(bytes, *CMS_get0_eContentType(cms->get())),
                            misplaced(detached, embedded.has_value()));
  for (int i = 0; i < count; ++i)
    if (auto done = verification.judge(*sk_CMS_SignerInfo_value(signers, i), signatures); !done)
      return done;
  if (!detached && embedded && count > 0) chancery::write(&content, *embedded);
  return {};
}
