// What stands between the parentheses of a predicate.
#pragma once

#include "scenario/scenario.hpp"
#include "scenario/token_reader.hpp"

namespace chancery::scenario {

// Behind the "(" to behind the ")". False: a problem was noted, and the rest of the line cannot be
// read.
bool read_arguments(TokenReader& tokens, std::vector<Argument>& arguments);

}  // namespace chancery::scenario
