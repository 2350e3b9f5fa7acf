// What a site trusts, loaded once: anchors, lists of what was revoked, and intermediates that only
// help to build a chain. The system's own store is never consulted.
#pragma once

#include "ocsp.hpp"
#include "openssl.hpp"

#include <chancery/plugin.hpp>

struct TrustAnchors final : chancery::Crypto::Trust {
  openssl::Store store;
  std::vector<openssl::Certificate> intermediates;
  ocsp::Responses answers;
  bool has_crls = false;  // some list may be there: look for one
  std::uint32_t revocation = CHANCERY_REVOCATION_PREFER;

  bool looks_for_crls() const {
    return revocation == CHANCERY_REVOCATION_REQUIRE ||
           (has_crls && revocation != CHANCERY_REVOCATION_IGNORE);
  }
};

// A file that cannot be read, or holds nothing of the kind: misconfigured, with its name.
chancery::Result<std::unique_ptr<chancery::Crypto::Trust>> open_trust(const chancery_trust& trust);
