// What is well-formed in a scenario and hardly meant: rules that can never fire, trust in what
// anybody can write, and methods for which no rule is left. Nothing here keeps a scenario from
// deciding.
#pragma once

#include "scenario/problem.hpp"
#include "scenario/scenario.hpp"

namespace chancery::scenario {

// In the order of the lines. What follows from the rules alone, for every message that there can
// be; of scenarios that are longer than can be proven (scenario/proof.hpp) less is said.
Problems lint(const Scenario& scenario);

}  // namespace chancery::scenario
