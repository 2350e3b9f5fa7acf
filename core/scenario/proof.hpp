// Whether a claim holds of every message that there can be. Nothing is tried out: each way through
// the rules is a set of facts, and there are only so many ways.
//
// A predicate that cannot be answered decides nothing, so it is no way to any action. What facts
// mean to each other beyond scenario/facts.hpp is not known: then a counter-example may be one that
// no message comes to, but what is said to hold does.
#pragma once

#include "scenario/claim.hpp"
#include "scenario/scenario.hpp"

#include <chancery/result.hpp>

#include <optional>
#include <string>
#include <vector>

namespace chancery::scenario {

struct CounterExample {
  struct Fact {
    std::string text;  // "is_subscriber([listname],[sender])"
    bool holds = true;
  };
  Method method = Method::smtp;
  std::vector<Fact> facts;  // that the claim or the rules ask about; all others follow from them
  std::string action;
  int line = 0;      // of the rule that fires; 0: none does
  std::string file;  // that has it: the scenario's, or an include's
  std::string rule;  // its text
};

// Longer scenarios are not looked at.
inline constexpr std::size_t most_provable_rules = 250;

// None: it holds. Else one with the fewest facts; of those the first by rule, then by method. A
// claim whose conditions cannot hold at once, or that leaves no method, is about nothing: `usage`.
Result<std::optional<CounterExample>> refute(const Scenario& scenario, const Claim& claim);

}  // namespace chancery::scenario
