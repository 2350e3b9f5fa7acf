// Text to Scenario, or all that is wrong with it at once.
#pragma once

#include "scenario/scenario.hpp"

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chancery::scenario {

// 1-based, columns in bytes.
struct Problem {
  int line = 0, column = 0;
  std::string what;
  std::string hint;  // what was probably meant; may be empty
};
// "FILE:3:21: smine is no authentication method; did you mean smime?"
std::string describe(const std::string& file, const Problem& problem);

struct Arity {
  int least = 0, most = 0;
};
// The predicates that may be written: built in and from plugins.
using Vocabulary = std::map<std::string, Arity, std::less<>>;
Vocabulary built_in_predicates();  // true all equal match

std::variant<Scenario, std::vector<Problem>> parse(std::string_view text, std::string name,
                                                   std::string file, const Vocabulary& vocabulary);

}  // namespace chancery::scenario
