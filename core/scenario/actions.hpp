// Which answers a function takes: what Sympa does with any other is an accident.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::scenario {

bool is_action(std::string_view word);  // of any function
// Of a function that is not known: all of them.
std::vector<std::string> actions_of(std::string_view function);

}  // namespace chancery::scenario
