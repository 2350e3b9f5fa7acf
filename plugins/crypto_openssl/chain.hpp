// Whether a signer's certificate leads to a configured anchor, for signing mail, at a given time
// (RFC 5280 section 6), with everything that speaks against it, not only the first thing.
#pragma once

#include "judgement.hpp"
#include "strength.hpp"
#include "trust.hpp"

#include <cstdint>
#include <optional>

struct ChainRequest {
  X509& signer;
  STACK_OF(X509) * helpers;  // untrusted; may be null
  const TrustAnchors& anchors;
  std::int64_t at;             // seconds since 1970
  std::optional<Floor> floor;  // none: nothing is weak
  ocsp::Answers& answers;
};

// True: for every certificate below the anchor a current list of revoked ones, or a current answer
// about it, was there.
bool judge_chain(const ChainRequest& request, Judgement& judgement);
