// What a site trusts, read once: anchors, which stand in the trust list of a home of their own, and
// intermediates that only help to build a chain. The machine's own trust list is never consulted.
#pragma once

#include "certificate.hpp"
#include "home.hpp"

#include <chancery/plugin.hpp>

struct TrustAnchors final : chancery::Crypto::Trust {
  std::unique_ptr<Home> home;
  std::vector<Certificate> anchors, intermediates;
};

// A file that cannot be read, or holds nothing of the kind: misconfigured, with its name. Lists of
// what was revoked, and intermediates as anchors: unsupported. gpgsm asks dirmngr for the former,
// which asks the network; and ends a chain only at a root.
chancery::Result<std::unique_ptr<chancery::Crypto::Trust>> open_trust(const chancery_trust& trust,
                                                                      const std::string& homes);
