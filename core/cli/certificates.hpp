// Certificates on their way from a file into the store.
#pragma once

#include "cli/session.hpp"

#include <vector>

namespace chancery::cli {

// A certificate with what sealing will need of it; `prepared` is empty when it cannot be sealed to,
// and `why_not` says why.
struct Importable {
  Certificate certificate;
  std::string prepared, why_not;
};

// Those of a file that are an end entity's, in the order of the file. None: unusable.
Result<std::vector<Importable>> read_certificates(const CryptoBackend& crypto,
                                                  const std::string& file);

// Stores them for the address. Says on standard error what will not work, and where the certificate
// carries other addresses than this one: the administrator's word counts.
Result<void> store_certificates(Site& site, const Address& address,
                                const std::vector<Importable>& certificates);

// Whom this site's backend prepares for.
PreparedBy prepared_by(const CryptoBackend& crypto);

}  // namespace chancery::cli
