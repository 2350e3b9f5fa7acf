// The way of one message through the house.
#pragma once

#include "flow/stages.hpp"

namespace chancery {

// What became of a message, and why: everything that `explain` prints.
struct Outcome {
  Authenticated post;
  Verdict verdict;
  Footer footer;
  Report report;
};

// Walks all stages. An Error means that nothing has left and nothing was decided: whoever brought
// the message keeps it. `exit` decides whether anything really leaves (deliver) or not (explain).
Result<Outcome> walk(Incoming incoming, const Office& office, Exit& exit);

}  // namespace chancery
