// Text to Scenario, or all that is wrong with it at once.
#pragma once

#include "scenario/problem.hpp"
#include "scenario/scenario.hpp"

#include <chancery/result.hpp>

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
Vocabulary built_in_predicates();  // those that no plugin answers

// A file that another one includes.
struct Source {
  std::string text, file;
};

// What belongs to a scenario besides its own text.
struct Company {
  // "foo": the file include.foo. not_found: there is none. Null: there are no such files.
  std::function<Result<Source>(const std::string& name)> include = nullptr;
  bool header = false;     // include.<function>.header comes first, where there is one
  bool blocklist = false;  // and before everything the rule that turns away whom the site blocks
};

// Problems in the order of their places; past most_problems the rest is not looked at. `name`:
// "send.private", which says what is asked.
std::variant<Scenario, std::vector<Problem>> parse(std::string_view text, std::string name,
                                                   std::string file, const Vocabulary& vocabulary,
                                                   const Company& company = {});

}  // namespace chancery::scenario
