// Answers about single certificates (OCSP, RFC 6960): those that the site keeps and those that a
// signature brings with it (RFC 5940). Nobody is asked: what is here counts.
#pragma once

#include "openssl.hpp"

#include <chancery/result.hpp>

#include <openssl/ocsp.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace ocsp {

using Response = openssl::Owned<OCSP_BASICRESP, OCSP_BASICRESP_free>;
using Responses = std::vector<Response>;

// DER. Unusable: it is no OCSPResponse, or one that answers nothing ("try later").
chancery::Result<Response> read(std::string_view der);

// What a CMS object, DER or BER, brings with it. What cannot be read of it is left out: it is a
// stranger's, and says nothing that its absence would not.
Responses stapled(std::string_view cms);

enum class Standing {
  unknown,  // there is no answer, or none by the issuer or whom they named for it
  stale,    // only one that was good, and is out of date
  good,
  revoked,
};
// At that time, seconds since 1970. A newer answer counts too: what was revoked later was still
// good then. An answer "revoked" counts however old it is.
Standing standing(X509& certificate, X509& issuer, const Responses& responses, std::int64_t at);

}  // namespace ocsp
