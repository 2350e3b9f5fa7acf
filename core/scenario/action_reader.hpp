// What stands behind the arrow of a rule.
#pragma once

#include "scenario/cursor.hpp"

namespace chancery::scenario {

// To the end of the line. False: a problem was noted.
bool read_action(Cursor& cursor, Action& action);

}  // namespace chancery::scenario
