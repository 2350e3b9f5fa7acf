// What stands between the parentheses of a predicate.
#pragma once

#include "scenario/cursor.hpp"

namespace chancery::scenario {

// Behind the "(" to behind the ")". False: a problem was noted.
bool read_arguments(Cursor& cursor, std::vector<Argument>& arguments);

}  // namespace chancery::scenario
