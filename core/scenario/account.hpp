// How a decision came about, in words, for whoever wants to read it.
#pragma once

#include "scenario/evaluator.hpp"

#include "trust/verdict.hpp"

namespace chancery::scenario {

// The fields action, reason, scenario, rule, tried, quiet and notify of the verdict and its
// decision: do_it distributes, reject rejects (`quiet`: without a word), all others hold. The
// reason of reject(tt2='name') is the name.
Verdict account_of(const Decision& decision, const Scenario& scenario, const Question& question);

}  // namespace chancery::scenario
