// The way of one message through the house, in two halves: what is decided once, and what is done
// by that decision.
#pragma once

#include "flow/memory.hpp"
#include "flow/stages.hpp"

namespace chancery {

// What became of a message, and why: everything that `explain` prints.
struct Outcome {
  Authenticated post;
  Verdict verdict;
  Footer footer;
  Report report;
  Sealing sealing = {};
  std::vector<Seen> seen = {};  // by `explain`: what of it the list had before
};

// parse to authorize. An Error: nothing was decided, and whoever brought the message keeps it.
Result<Decided> decide(Incoming incoming, const Office& office);
// decorate to deliver, for the members in the range. An Error: nothing has left. `exit` decides
// whether anything really leaves (deliver) or not (explain).
Result<Outcome> distribute(Authorized authorized, AddressRange range, const Office& office,
                           Exit& exit);
// Both, for all members; or what becomes of a message that policy stopped.
Result<Outcome> walk(Incoming incoming, const Office& office, Exit& exit);

}  // namespace chancery
