#include "gpgsm.hpp"

#include "gnupg.hpp"

#include <algorithm>
#include <cctype>

using chancery::Code;
using chancery::Err;
using chancery::Error;
using chancery::Result;

namespace {

// Whose certificate it is stands outside of what is signed, so it may be named in the way that
// gpgsm knows: by issuer and serial number.
std::string signer_alone(const Suspect& suspect) {
  const auto& [signer, type, content, certificate, path] = suspect;
  const auto who = asn1::join(asn1::sequence, {certificate.issuer_der, certificate.serial_der});
  return asn1::join(asn1::sequence,
                    {asn1::element(asn1::integer, "\x01"), who, signer.digest_algorithm.whole,
                     signer.attributes ? signer.attributes->whole : std::string_view(),
                     signer.signature_algorithm.whole, signer.signature.whole});
}

std::string object_of(const Suspect& suspect) {
  std::string certificates = suspect.certificate.der;
  for (const auto* each : suspect.path) certificates += each->der;
  const auto data =
      asn1::join(asn1::sequence, {asn1::element(asn1::integer, "\x01"),
                                  asn1::element(asn1::set, suspect.signer.digest_algorithm.whole),
                                  asn1::element(asn1::sequence, suspect.content_type.whole),
                                  asn1::element(asn1::nested(0), certificates),
                                  asn1::element(asn1::set, signer_alone(suspect))});
  return asn1::join(asn1::sequence, {asn1::encoded_identifier("1.2.840.113549.1.7.2"),
                                     asn1::element(asn1::nested(0), data)});
}

Error not_asked(gpgme_error_t error) {
  return Err(Code::try_later, "asking gpgsm: " + gnupg::reason(error));
}

void judge_chain(const gpgme_signature_t said, Judgement& judgement) {
  if (said->wrong_key_usage)
    judgement.add(CHANCERY_UNTRUSTED, "the certificate is not meant for signing mail");
  const auto why = said->validity_reason;
  switch (gpgme_err_code(why)) {
    case GPG_ERR_CERT_EXPIRED:
      judgement.add(CHANCERY_EXPIRED, "a certificate of the chain has expired");
      return;
    case GPG_ERR_CERT_TOO_YOUNG:
      judgement.add(CHANCERY_NOT_YET_VALID, "a certificate of the chain is not yet valid");
      return;
    case GPG_ERR_CERT_REVOKED:
      judgement.add(CHANCERY_REVOKED, "a certificate of the chain was revoked");
      return;
    case GPG_ERR_MISSING_ISSUER_CERT:
    case GPG_ERR_NOT_TRUSTED:
      judgement.add(CHANCERY_UNTRUSTED, "no chain leads to a configured anchor");
      return;
    default: break;
  }
  const bool trusted =
      said->validity == GPGME_VALIDITY_FULL || said->validity == GPGME_VALIDITY_ULTIMATE;
  if (!trusted || why)
    judgement.add(CHANCERY_UNTRUSTED, why ? "gpgsm says of the chain: " + gnupg::reason(why)
                                          : "gpgsm does not trust the chain");
}

bool is_about(const gpgme_signature_t said, const Certificate& certificate) {
  return said->fpr && certificate.sha1 == said->fpr;
}

Result<bool> weigh(const gpgme_signature_t said, const Suspect& suspect, Judgement& judgement) {
  for (const auto error : {said->status, said->validity_reason})
    if (gnupg::is_of_surroundings(error)) return not_asked(error);
  switch (gpgme_err_code(said->status)) {
    case GPG_ERR_NO_ERROR: break;
    case GPG_ERR_KEY_EXPIRED:
    case GPG_ERR_CERT_EXPIRED:
    case GPG_ERR_SIG_EXPIRED:
      judgement.add(CHANCERY_EXPIRED, "a certificate of the chain has expired");
      break;
    case GPG_ERR_BAD_SIGNATURE:
      judgement.add(CHANCERY_INVALID, "the signature does not hold");
      return false;
    default:
      judgement.add(CHANCERY_STATUS_UNSUPPORTED,
                    "gpgsm cannot check this signature: " + gnupg::reason(said->status));
      return false;
  }
  if (!is_about(said, suspect.certificate)) {
    judgement.add(CHANCERY_INVALID, "gpgsm checked it against another certificate");
    return false;
  }
  judge_chain(said, judgement);
  return true;
}

}  // namespace

Result<bool> ask_gpgsm(const Suspect& suspect, const TrustAnchors& trust, std::int64_t at,
                       Judgement& judgement) {
  auto ready = trust.home->start_agent();
  if (ready) ready = trust.home->forget();
  if (ready) ready = trust.home->write_options(at);
  if (!ready) return ready.error();
  const auto context = gnupg::open_context(trust.home->path());
  if (!context) return context.error();
  const auto object = object_of(suspect);
  const auto signature = gnupg::reading(object), content = gnupg::reading(suspect.content);
  if (!signature) return signature.error();
  if (!content) return content.error();
  const auto error = gpgme_op_verify(context->get(), signature->get(), content->get(), nullptr);
  const auto* result = gpgme_op_verify_result(context->get());
  if (error && gnupg::is_of_surroundings(error)) return not_asked(error);
  if (result && result->signatures) return weigh(result->signatures, suspect, judgement);
  judgement.add(
      CHANCERY_STATUS_UNSUPPORTED,
      "gpgsm cannot read this signature" + (error ? ": " + gnupg::reason(error) : std::string()));
  return false;
}
