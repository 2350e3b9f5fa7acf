// A line that is a title: "title T", "title.fr T", "title.gettext T". Shown to people who choose;
// never decided by.
#pragma once

#include "scenario/problem.hpp"

#include <map>
#include <string>
#include <string_view>

namespace chancery::scenario {

using Titles = std::map<std::string, std::string>;  // by language; "default" for a plain title

// "title" and a blank, a dot or nothing behind it.
bool is_title(std::string_view line);
// Null: the title is of an include, and nobody sees it.
void read_title(std::string_view line, int number, Titles* titles, Problems& problems);

}  // namespace chancery::scenario
