// One signature under the eyes of gpgsm: whether its mathematics hold, and what gpgsm says of the
// chain of its certificate.
//
// gpgsm reports several signers of one object by certificate, and stops at some of the broken ones.
// So it is asked about each alone: in a SignedData of its own, detached, with this signer, the
// certificate in question and those that may lead from it to an anchor. That is also all that it
// ever stores: what one message brought is not there for the next.
#pragma once

#include "certificate.hpp"
#include "judgement.hpp"
#include "signed_data.hpp"
#include "trust.hpp"

struct Suspect {
  const SignerInfo& signer;
  const asn1::Element& content_type;
  std::string_view content;
  const Certificate& certificate;
  const std::vector<const Certificate*>& path;  // may lead to an anchor
};

// Adds what is wrong with the bytes or the chain; an Error: gpgsm could not be asked. True: the
// certificate's key made the signature.
chancery::Result<bool> ask_gpgsm(const Suspect& suspect, const TrustAnchors& trust, std::int64_t at,
                                 Judgement& judgement);
