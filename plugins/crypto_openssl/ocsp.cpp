#include "ocsp.hpp"

#include "ber.hpp"
#include "certificate.hpp"
#include "der.hpp"
#include "errors.hpp"

#include <algorithm>
#include <climits>
#include <map>

namespace ocsp {

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

// A message is a stranger's, and each answer may cost a signature: one a certificate of the chain,
// and some more.
constexpr std::size_t most_brought = 8;
constexpr int most_certificates_answered = 8;

// id-ri-ocsp-response, 1.3.6.1.5.5.7.16.2.
constexpr std::string_view ocsp_response("\x2b\x06\x01\x05\x05\x07\x10\x02", 8);

using CertificateId = openssl::Owned<OCSP_CERTID, OCSP_CERTID_free>;

// What a certificate is called in answers, by the digest that they name it with.
class Names {
 public:
  Names(X509& certificate, X509& issuer) : certificate_(certificate), issuer_(issuer) {}

  bool is_in(const OCSP_SINGLERESP& single) {
    // Of a type that is not const where nothing is changed.
    auto* id = const_cast<OCSP_CERTID*>(OCSP_SINGLERESP_get0_id(&single));
    ASN1_OBJECT* digest = nullptr;
    if (!OCSP_id_get0_info(nullptr, &digest, nullptr, nullptr, id)) return false;
    const auto* own = by(OBJ_obj2nid(digest));
    return own && OCSP_id_cmp(own, id) == 0;
  }

 private:
  const OCSP_CERTID* by(int digest) {
    const auto [at, is_new] = known_.try_emplace(digest);
    const auto* function = is_new ? EVP_get_digestbynid(digest) : nullptr;
    if (function) at->second.reset(OCSP_cert_to_id(function, &certificate_, &issuer_));
    return at->second.get();
  }

  X509 &certificate_, &issuer_;
  std::map<int, CertificateId> known_;
};

// One that trusts the issuer alone, at any time: what an answer says decides which time matters.
openssl::Store only(X509& issuer) {
  openssl::Store store(X509_STORE_new());
  if (!store || !X509_STORE_add_cert(store.get(), &issuer)) return nullptr;
  X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
  return store;
}

// The issuer, or whom they gave a certificate for it (RFC 6960 section 4.2.2.2); null: neither.
openssl::Certificate responder_of(OCSP_BASICRESP& response, X509& issuer) {
  const openssl::CleanErrors clean;
  const auto store = only(issuer);
  const openssl::Certificates issuers(sk_X509_new_null());
  X509* signer = nullptr;
  if (!store || !issuers || !X509_add_cert(issuers.get(), &issuer, X509_ADD_FLAG_UP_REF) ||
      OCSP_basic_verify(&response, issuers.get(), store.get(), 0) != 1 ||
      OCSP_resp_get0_signer(&response, &signer, issuers.get()) != 1)
    return nullptr;
  return openssl::share(signer);
}

bool is_weakly_signed(const OCSP_BASICRESP& response, X509& responder, X509& issuer,
                      const Floor& floor) {
  const auto* key = X509_get0_pubkey(&responder);
  const bool is_named = X509_cmp(&responder, &issuer) != 0;
  return !key || key_is_weak(*key, floor) ||
         signed_weakly(*OCSP_resp_get0_tbs_sigalg(&response), floor) ||
         (is_named && signed_weakly(responder, floor));
}

bool is_within_validity(const X509& certificate, std::int64_t at) {
  return seconds_of(*X509_get0_notBefore(&certificate)) <= at &&
         at <= seconds_of(*X509_get0_notAfter(&certificate));
}

// What one answer says that this responder signed. That one is good is said only as long as the
// responder may say so; they may have been named since the time that is asked about.
Standing says(const OCSP_SINGLERESP& single, const X509& responder, bool is_weak, std::int64_t at) {
  int reason = 0;
  ASN1_GENERALIZEDTIME *revoked = nullptr, *from = nullptr, *until = nullptr;
  const int status = OCSP_single_get0_status(const_cast<OCSP_SINGLERESP*>(&single), &reason,
                                             &revoked, &from, &until);
  if (!from || (status != V_OCSP_CERTSTATUS_GOOD && status != V_OCSP_CERTSTATUS_REVOKED))
    return Standing::unknown;
  if (status == V_OCSP_CERTSTATUS_REVOKED && (!revoked || seconds_of(*revoked) <= at))
    return Standing::revoked;
  // Without its end an answer says that there is always a newer one; we have no other.
  const bool is_current = until && seconds_of(*until) >= at &&
                          is_within_validity(responder, std::max(at, seconds_of(*from)));
  if (!is_current) return Standing::stale;
  return is_weak ? Standing::unknown : Standing::good;
}

}  // namespace

Result<Response> read(std::string_view der) {
  const openssl::CleanErrors clean;
  const auto* at = openssl::data(der);
  using Whole = openssl::Owned<OCSP_RESPONSE, OCSP_RESPONSE_free>;
  const Whole whole(der.size() > INT_MAX
                        ? nullptr
                        : d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(der.size())));
  if (!whole) return Err(Code::unusable, "it is no answer of OCSP");
  if (OCSP_response_status(whole.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) return Response();
  Response response(OCSP_response_get1_basic(whole.get()));
  if (!response) return Err(Code::unusable, "it is an answer of a kind that is not known");
  return response;
}

// RFC 5652 section 5.1 and 10.2.1: `crls [1]`, in it `other [1]`.
Responses stapled(std::string_view cms) {
  Responses found;
  auto whole = ber::Reader(cms).enter(der::sequence);
  if (!whole || !whole->next(der::object_identifier)) return found;
  auto content = whole->enter(der::constructed(0));
  auto signed_data = content ? content->enter(der::sequence) : std::nullopt;
  if (!signed_data || !signed_data->next(der::integer) || !signed_data->next(der::set) ||
      !signed_data->next(der::sequence))
    return found;
  signed_data->next(der::constructed(0));  // certificates
  auto infos = signed_data->enter(der::constructed(1));
  while (infos && found.size() < most_brought) {
    const auto info = infos->next();
    if (!info) break;
    if (info->tag != der::constructed(1)) continue;  // a list
    ber::Reader other(info->content);
    const auto kind = other.next(der::object_identifier);
    const auto answer = other.next();
    if (!kind || !answer || kind->content != ocsp_response) continue;
    if (auto response = read(answer->whole); response && *response)
      found.push_back(std::move(*response));
  }
  return found;
}

Answers::Answers(const Responses& kept, const Responses& brought, const std::optional<Floor>& floor)
    : floor_(floor) {
  for (const auto& each : kept)
    known_.push_back({each.get(), OCSP_resp_count(each.get()), Standing::stale});
  for (const auto& each : brought)
    known_.push_back({each.get(), std::min(OCSP_resp_count(each.get()), most_certificates_answered),
                      Standing::good});
}

const Answers::Author& Answers::author_of(Known& known, X509& issuer) const {
  for (const auto& each : known.authors)
    if (X509_cmp(each.issuer.get(), &issuer) == 0) return each;
  auto& author = known.authors.emplace_back();
  author.issuer = openssl::share(&issuer);
  author.responder = responder_of(*known.response, issuer);
  author.is_weak = author.responder && floor_ &&
                   is_weakly_signed(*known.response, *author.responder, issuer, *floor_);
  return author;
}

// The worst answer that is one.
Standing Answers::about(X509& certificate, X509& issuer, std::int64_t at) {
  auto found = Standing::unknown;
  Names names(certificate, issuer);
  for (auto& known : known_)
    for (int i = 0; i < known.answers; ++i) {
      const auto* single = OCSP_resp_get0(known.response, i);
      if (!single || !names.is_in(*single)) continue;
      const auto& author = author_of(known, issuer);
      if (!author.responder) break;
      const auto said = says(*single, *author.responder, author.is_weak, at);
      if (said >= known.least) found = std::max(found, said);
    }
  return found;
}

}  // namespace ocsp
