// What needs no key is looked at first; gpgsm is asked about what is left.
#include "verify.hpp"

#include "algorithms.hpp"
#include "attributes.hpp"
#include "gpgsm.hpp"
#include "path.hpp"

#include <chancery/bytes.hpp>

#include <algorithm>
#include <optional>

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

// Of one signer, with the same issuer and serial number but other keys: each costs a gpgsm.
constexpr int most_tried = 4;

class Verification {
 public:
  Verification(const chancery_verify_request& request, const TrustAnchors& trust, SignedData data);
  Result<void> judge_all(const chancery_signature_sink& sink);
  const SignedData& data() const { return data_; }
  bool detached() const { return request_.content.data != nullptr; }

 private:
  std::string misplaced() const;
  bool supported(const SignerInfo& signer, Judgement& judgement) const;
  bool about_content(const SignerInfo& signer, Judgement& judgement) const;
  bool is_of(const SignerInfo& signer, const Certificate& candidate) const;
  Result<const Certificate*> find_signer(const SignerInfo& signer, bool checkable,
                                         Judgement& judgement) const;
  Result<void> judge(const SignerInfo& signer, const chancery_signature_sink& sink) const;
  void judge_constraints(const Certificate& certificate, Judgement& judgement) const;
  void judge_strength(const SignerInfo& signer, const Certificate& certificate,
                      Judgement& judgement) const;
  std::string act(const SignerInfo& signer, const Certificate* certificate) const;
  void tell(const SignerInfo& signer, const Certificate* certificate, const Judgement& judgement,
            const chancery_signature_sink& sink) const;

  const chancery_verify_request& request_;
  const TrustAnchors& trust_;
  SignedData data_;
  std::vector<Certificate> of_message_;
  std::string_view content_;
};

// A certificate of the message that cannot be read is nobody's.
Verification::Verification(const chancery_verify_request& request, const TrustAnchors& trust,
                           SignedData data)
    : request_(request), trust_(trust), data_(std::move(data)) {
  for (const auto der : data_.certificates)
    if (auto read = read_certificate(der)) of_message_.push_back(std::move(*read));
  if (detached())
    content_ = chancery::text(request_.content);
  else if (data_.content)
    content_ = *data_.content;
}

// Why no signature of this object can stand, whatever it says; empty: they can.
std::string Verification::misplaced() const {
  if (detached() && data_.content) return "embedded content in a detached signature";
  if (!detached() && !data_.content) return "nothing is signed: there is no content";
  return {};
}

bool Verification::supported(const SignerInfo& signer, Judgement& judgement) const {
  const auto before = judgement.status();
  if (!digest_of(signer.digest_identifier))
    judgement.add(CHANCERY_STATUS_UNSUPPORTED,
                  "the digest algorithm " + signer.digest_identifier + " is not supported");
  const auto algorithm = signature_algorithm(signer.signature_identifier);
  if (!algorithm.supported)
    judgement.add(CHANCERY_STATUS_UNSUPPORTED,
                  "the signature algorithm " +
                      (algorithm.name ? algorithm.name : signer.signature_identifier) +
                      " is not supported");
  if (signer.signature_identifier == pss_identifier &&
      !is_usual_pss(signer.signature_algorithm.content))
    judgement.add(CHANCERY_STATUS_UNSUPPORTED, "RSA-PSS with these parameters is not supported");
  if (signer.attributes && !attributes_are_der(*signer.attributes))
    judgement.add(CHANCERY_STATUS_UNSUPPORTED, "the signed attributes are not in DER");
  return judgement.status() == before;
}

// Whether it speaks of this content at all.
bool Verification::about_content(const SignerInfo& signer, Judgement& judgement) const {
  std::string why;
  if (signer.attributes)
    why = attributes_disagree(*signer.attributes, data_.content_type,
                              digest(content_, digest_of(signer.digest_identifier)->gcrypt));
  else if (asn1::dotted(data_.content_type.content) != "1.2.840.113549.1.7.1")
    why = "a content that is not plain data must be signed with attributes";
  else if (looks_like_attributes(content_))
    why = "the content is the attributes of another signature";
  if (!why.empty()) judgement.add(CHANCERY_INVALID, why);
  return why.empty();
}

bool Verification::is_of(const SignerInfo& signer, const Certificate& candidate) const {
  if (signer.who.tag != asn1::sequence)
    return !candidate.subject_key_id.empty() &&
           asn1::octets(signer.who).value_or("") == candidate.subject_key_id;
  return signer.who.content == candidate.issuer_der + candidate.serial_der;
}

// Those of the message come first. Of several that fit, the first whose key made the signature.
Result<const Certificate*> Verification::find_signer(const SignerInfo& signer, bool checkable,
                                                     Judgement& judgement) const {
  const Pool pool{of_message_, trust_.intermediates, trust_.anchors};
  const Certificate* first = nullptr;
  Judgement failed;
  int tried = 0;
  for (const auto* candidate : pool.all()) {
    if (!is_of(signer, *candidate)) continue;
    if (!first) first = candidate;
    if (!checkable || ++tried > most_tried) break;
    if (!key_is_checked(candidate->key_algorithm) || candidate->odd_signature) {
      failed.add(CHANCERY_STATUS_UNSUPPORTED,
                 "gpgsm checks no signature by this kind of certificate (" +
                     candidate->key_algorithm + ")");
      continue;
    }
    const auto path = pool.above(*candidate);
    Judgement found;
    const auto holds = ask_gpgsm({signer, data_.content_type, content_, *candidate, path}, trust_,
                                 request_.at, found);
    if (!holds) return holds.error();
    (*holds ? judgement : failed).add(found.status(), found.reason());
    if (*holds) return candidate;
  }
  if (first)
    judgement.add(failed.status(), failed.reason());
  else
    judgement.add(CHANCERY_STATUS_NO_KEY, "the signer's certificate is not in the message");
  return first;
}

// An authority that was given only part of the world must not speak for all of it.
void Verification::judge_constraints(const Certificate& certificate, Judgement& judgement) const {
  const Pool pool{of_message_, trust_.intermediates, trust_.anchors};
  const auto is_root = [&](const Certificate& each) {
    return each.self_issued() &&
           std::any_of(trust_.anchors.begin(), trust_.anchors.end(),
                       [&](const Certificate& anchor) { return anchor.der == each.der; });
  };
  for (const auto* each : pool.above(certificate))
    if (each->constrained && !is_root(*each))
      judgement.add(CHANCERY_UNTRUSTED,
                    "an authority of the chain is limited in a way that gpgsm does not heed (" +
                        each->subject + ")");
}

void Verification::judge_strength(const SignerInfo& signer, const Certificate& certificate,
                                  Judgement& judgement) const {
  const auto* digest = digest_of(signer.digest_identifier);
  const auto floor = chancery::floor_of(request_);
  if (digest && (digest->weak || digest_bits(*digest) < floor.digest_bits))
    judgement.add(CHANCERY_WEAK, "the digest " + std::string(digest->name) + " is below the floor");
  const Pool pool{of_message_, trust_.intermediates, trust_.anchors};
  auto chain = pool.above(certificate);
  chain.insert(chain.begin(), &certificate);
  for (const auto* each : chain) {
    const auto who = " (" + each->subject + ")";
    if (has_weak_key(*each, floor))
      judgement.add(CHANCERY_WEAK, "a key of " + std::to_string(each->key_bits) +
                                       " bits is below the floor" + who);
    if (is_signed_weakly(*each, floor))
      judgement.add(CHANCERY_WEAK, "the digest on a certificate is below the floor" + who);
  }
}

// The key and not the certificate: which certificate a signature names is not signed.
std::string Verification::act(const SignerInfo& signer, const Certificate* certificate) const {
  if (!certificate) return {};
  const auto what =
      signer.attributes ? signed_bytes(*signer.attributes) : digest(content_, GCRY_MD_SHA256);
  return sha256_hex(sha256_hex(certificate->public_key_der) + what);
}

void Verification::tell(const SignerInfo& signer, const Certificate* certificate,
                        const Judgement& judgement, const chancery_signature_sink& sink) const {
  using chancery::view;
  const auto* known = digest_of(signer.digest_identifier);
  const std::string digest = known ? known->name : signer.digest_identifier;
  const auto algorithm = signature_algorithm(signer.signature_identifier);
  const std::string name = algorithm.name ? algorithm.name : signer.signature_identifier;
  const auto mark = act(signer, certificate), ciphers = capabilities(signer);
  std::optional<CertificateFacts> facts;
  if (certificate) facts.emplace(*certificate);
  const chancery_signature told{sizeof told,
                                judgement.status(),
                                view(judgement.reason()),
                                view(digest),
                                view(name),
                                signing_time(signer),
                                facts ? &facts->get() : nullptr,
                                view(mark),
                                view(ciphers),
                                0};
  sink.signature(sink.self, &told);
}

Result<void> Verification::judge(const SignerInfo& signer,
                                 const chancery_signature_sink& sink) const {
  Judgement judgement;
  if (const auto why = misplaced(); !why.empty()) judgement.add(CHANCERY_INVALID, why);
  const bool checkable = supported(signer, judgement) && about_content(signer, judgement);
  const auto certificate = find_signer(signer, checkable, judgement);
  if (!certificate) return certificate.error();
  if (*certificate && !((*certificate)->usage & CHANCERY_MAY_SIGN))
    judgement.add(CHANCERY_UNTRUSTED, "the certificate is not meant for signing mail");
  if (*certificate) judge_constraints(**certificate, judgement);
  if (*certificate && !request_.allow_weak) judge_strength(signer, **certificate, judgement);
  tell(signer, *certificate, judgement, sink);
  return {};
}

Result<void> Verification::judge_all(const chancery_signature_sink& sink) {
  for (const auto& signer : data_.signers)
    if (auto done = judge(signer, sink); !done) return done;
  return {};
}

}  // namespace

Result<void> verify_signatures(const chancery_verify_request& request, const TrustAnchors& trust,
                               const chancery_signature_sink& signatures,
                               const chancery_sink& content) {
  auto data = read_signed_data(chancery::text(request.cms));
  if (!data) return data.error();
  Verification verification(request, trust, std::move(*data));
  if (auto done = verification.judge_all(signatures); !done) return done;
  const auto& embedded = verification.data().content;
  if (!verification.detached() && embedded && !verification.data().signers.empty())
    chancery::write(&content, *embedded);
  return {};
}
