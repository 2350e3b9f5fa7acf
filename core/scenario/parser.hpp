// Text to Scenario, or all that is wrong with it at once.
#pragma once

#include "scenario/problem.hpp"
#include "scenario/scenario.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chancery::scenario {

struct Arity {
  int least = 0, most = 0;
};
// The predicates that may be written: built in and from plugins.
using Vocabulary = std::map<std::string, Arity, std::less<>>;
Vocabulary built_in_predicates();  // true all equal match

// Problems in the order of their places; past most_problems the rest is not looked at.
std::variant<Scenario, std::vector<Problem>> parse(std::string_view text, std::string name,
                                                   std::string file, const Vocabulary& vocabulary);

}  // namespace chancery::scenario
