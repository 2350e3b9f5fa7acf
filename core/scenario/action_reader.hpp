// What stands behind the arrow of a rule.
#pragma once

#include "scenario/scenario.hpp"
#include "scenario/token_reader.hpp"

namespace chancery::scenario {

// To the end of the line. False: a problem was noted, and nothing more can be read there.
// `function`: what is asked ("send"), which says which answers there are.
bool read_action(TokenReader& tokens, std::string_view function, Action& action);

}  // namespace chancery::scenario
