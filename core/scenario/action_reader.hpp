// What stands behind the arrow of a rule.
#pragma once

#include "scenario/scenario.hpp"
#include "scenario/token_reader.hpp"

namespace chancery::scenario {

// To the end of the line. False: a problem was noted, and nothing more can be read there.
bool read_action(TokenReader& tokens, Action& action);

// Whether this word names an action, of this version or another.
bool is_action(std::string_view word);

}  // namespace chancery::scenario
