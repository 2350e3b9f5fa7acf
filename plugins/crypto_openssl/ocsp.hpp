// Answers about single certificates (OCSP, RFC 6960): those that the site keeps and those that a
// signature brings with it (RFC 5940). Nobody is asked: what is here counts.
#pragma once

#include "openssl.hpp"
#include "strength.hpp"

#include <chancery/result.hpp>

#include <openssl/ocsp.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace ocsp {

using Response = openssl::Owned<OCSP_BASICRESP, OCSP_BASICRESP_free>;
using Responses = std::vector<Response>;

// DER. Null: the authority said that it has no answer now ("try later"). Unusable: it is no
// OCSPResponse.
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

// What the site keeps and what a message brings, for as long as its signatures are judged. Whose an
// answer is costs a signature: that is found out once for each issuer.
class Answers {
 public:
  // Both outlive it. What is below the floor does not make a certificate good.
  Answers(const Responses& kept, const Responses& brought, const std::optional<Floor>& floor);

  // At that time, seconds since 1970. A newer answer counts too: what was revoked later was still
  // good then. An answer "revoked" counts however old it is, and whoever signed it for the issuer.
  // What the site keeps is to be kept up to date; what a message brings out of date says nothing.
  Standing about(X509& certificate, X509& issuer, std::int64_t at);

 private:
  struct Author {
    openssl::Certificate issuer;
    openssl::Certificate responder;  // null: neither the issuer nor somebody they named
    bool is_weak = false;
  };
  struct Known {
    OCSP_BASICRESP* response;
    int answers;  // those that are looked at
    Standing least;
    std::vector<Author> authors = {};
  };
  const Author& author_of(Known& known, X509& issuer) const;

  std::vector<Known> known_;
  std::optional<Floor> floor_;
};

}  // namespace ocsp
