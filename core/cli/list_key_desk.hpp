// What the commands that store a list's key share.
#pragma once

#include "cli/session.hpp"

#include "config/key_pairs.hpp"

namespace chancery::cli {

struct KeyDesk {
  std::unique_ptr<Site> site;
  ListSettings list;
  std::vector<Secret> passwords;  // the first is the one that keys are stored under

  const CryptoBackend& crypto() const { return *site->crypto(); }
};

// misconfigured: no crypto backend, or no password to store under.
Result<KeyDesk> key_desk(const Session& session, const std::string& list);

// Stores the pair as the current one for this use. True: there was another, and it still opens what
// was encrypted to it; one that does not open is put aside, with a warning.
Result<bool> store_current(const KeyDesk& desk, KeyUse use, const std::string& key_pem,
                           const std::string& certificate_pem);

}  // namespace chancery::cli
