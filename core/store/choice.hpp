// Which of the certificates of one address is sealed to: one ordering, used where copies are made
// and where the choice is explained, so that the two cannot disagree.
//
// A pinned one stands before all others, also when it cannot be used: the administrator said this
// one and no other. Then those that can be sealed to, then those that this backend has not tried,
// then the rest, the nearest to a remedy first. Of equals: not weak before weak, then the newest,
// because who gets a new certificate means it. The first is the choice, if it can be sealed to.
#pragma once

#include <string>

namespace chancery::sql {

// SQL over a row of `certificate`, with ?2 the time, ?3 and ?4 the backend and its version: the
// number of its Standing.
inline const char* const standing =
    "CASE WHEN may_encrypt = 0 THEN 5 WHEN not_before > ?2 THEN 2 WHEN not_after < ?2 THEN 3"
    " WHEN usable = 0 OR backend <> ?3 OR backend_version <> ?4 THEN 1"
    " WHEN usable < 0 THEN 4 ELSE 0 END";

// What follows ORDER BY.
inline std::string best_first() {
  return std::string("pinned DESC, ") + standing + ", weak, not_before DESC, fingerprint";
}

}  // namespace chancery::sql
