#include "ocsp.hpp"

#include "ber.hpp"
#include "certificate.hpp"
#include "der.hpp"
#include "errors.hpp"

#include <algorithm>
#include <climits>

namespace ocsp {

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

// A message is a stranger's, and each answer may cost a signature.
constexpr std::size_t most_stapled = 16;
constexpr int most_certificates_answered = 64;

// id-ri-ocsp-response, 1.3.6.1.5.5.7.16.2.
constexpr std::string_view ocsp_response("\x2b\x06\x01\x05\x05\x07\x10\x02", 8);

using CertificateId = openssl::Owned<OCSP_CERTID, OCSP_CERTID_free>;

bool is_about(const OCSP_SINGLERESP& single, X509& certificate, X509& issuer) {
  // Of a type that is not const where nothing is changed.
  auto* id = const_cast<OCSP_CERTID*>(OCSP_SINGLERESP_get0_id(&single));
  ASN1_OBJECT* digest = nullptr;
  if (!OCSP_id_get0_info(nullptr, &digest, nullptr, nullptr, id)) return false;
  const auto* known = EVP_get_digestbyobj(digest);
  const CertificateId own(known ? OCSP_cert_to_id(known, &certificate, &issuer) : nullptr);
  return own && OCSP_id_cmp(own.get(), id) == 0;
}

// One that trusts the issuer alone, as of that time.
openssl::Store only(X509& issuer, std::int64_t at) {
  openssl::Store store(X509_STORE_new());
  if (!store || !X509_STORE_add_cert(store.get(), &issuer)) return nullptr;
  X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()), static_cast<time_t>(at));
  return store;
}

// By the issuer, or by whom they gave a certificate for it (RFC 6960 section 4.2.2.2).
bool is_by(X509& issuer, OCSP_BASICRESP& response, std::int64_t at) {
  const auto store = only(issuer, at);
  const openssl::Certificates issuers(sk_X509_new_null());
  if (!store || !issuers || !X509_add_cert(issuers.get(), &issuer, X509_ADD_FLAG_UP_REF))
    return false;
  const bool is = OCSP_basic_verify(&response, issuers.get(), store.get(), 0) == 1;
  openssl::take_errors();
  return is;
}

// What one answer says, if it is the issuer's.
Standing says(const OCSP_SINGLERESP& single, OCSP_BASICRESP& response, X509& issuer,
              std::int64_t at) {
  int reason = 0;
  ASN1_GENERALIZEDTIME *revoked = nullptr, *from = nullptr, *until = nullptr;
  const int status = OCSP_single_get0_status(const_cast<OCSP_SINGLERESP*>(&single), &reason,
                                             &revoked, &from, &until);
  if (!from || (status != V_OCSP_CERTSTATUS_GOOD && status != V_OCSP_CERTSTATUS_REVOKED))
    return Standing::unknown;
  // Whom the issuer named may have been named since.
  if (!is_by(issuer, response, std::max(at, seconds_of(*from)))) return Standing::unknown;
  if (status == V_OCSP_CERTSTATUS_REVOKED && (!revoked || seconds_of(*revoked) <= at))
    return Standing::revoked;
  // Without its end an answer says that there is always a newer one; we have no other.
  return until && seconds_of(*until) >= at ? Standing::good : Standing::stale;
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
  if (const int status = OCSP_response_status(whole.get()); status != 0)
    return Err(Code::unusable,
               std::string("it answers nothing: ") + OCSP_response_status_str(status));
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
  while (infos && found.size() < most_stapled) {
    const auto info = infos->next();
    if (!info) break;
    if (info->tag != der::constructed(1)) continue;  // a list
    ber::Reader other(info->content);
    const auto kind = other.next(der::object_identifier);
    const auto answer = other.next();
    if (!kind || !answer || kind->content != ocsp_response) continue;
    if (auto response = read(answer->whole)) found.push_back(std::move(*response));
  }
  return found;
}

// The worst answer that is one.
Standing standing(X509& certificate, X509& issuer, const Responses& responses, std::int64_t at) {
  auto found = Standing::unknown;
  for (const auto& response : responses) {
    const int count = std::min(OCSP_resp_count(response.get()), most_certificates_answered);
    for (int i = 0; i < count; ++i) {
      const auto* single = OCSP_resp_get0(response.get(), i);
      if (!single || !is_about(*single, certificate, issuer)) continue;
      found = std::max(found, says(*single, *response, issuer, at));
      break;  // each costs a signature, and says no more than the first
    }
  }
  return found;
}

}  // namespace ocsp
