// Decides by a scenario. Reaches outside only through Answers; same question and answers, same
// decision. An error in a predicate that had to be asked is an error of the whole: never "no".
//
// A decision is light: it points to the rules and holds the values that were asked about. Who wants
// to read how it came about asks scenario/account.hpp.
#pragma once

#include "scenario/question.hpp"

#include <cstdint>
#include <vector>

namespace chancery::scenario {

// A rule that did not fire, and the values it was asked with, as a stretch of Decision::values.
struct Tried {
  enum class Why { method, predicate };
  const Rule* rule = nullptr;
  Why why = Why::method;
  std::uint32_t first = 0, count = 0;
};

// Valid as long as the scenario and the question.
struct Decision {
  const Action* action = nullptr;  // never null once decided
  const Rule* rule = nullptr;      // null: none fired
  std::vector<Tried> tried;        // in order
  std::vector<Value> values;
};

// Nothing fired: reject with the reason "no-rule-match". A post to a list that is not open, and a
// look at it: "list-no-open", whatever the rules say.
// An error of Answers comes back with its code, and names file, line and condition.
Result<Decision> evaluate(const Scenario& scenario, const Question& question, Answers& answers);
// The same; `asked` becomes the last rule that was asked, so the one that an Error is about.
Result<Decision> evaluate(const Scenario& scenario, const Question& question, Answers& answers,
                          const Rule*& asked);

}  // namespace chancery::scenario
