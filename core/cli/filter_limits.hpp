// Filters that a list's scenarios ask and that cannot answer: told by `check`, before a post waits
// for it.
#pragma once

#include "config/settings.hpp"
#include "host/plugins.hpp"
#include "scenario/scenario.hpp"
#include "store/store.hpp"

#include <vector>

namespace chancery::cli {

// One for each filter. A filter whose name is known only with the message is not looked at.
std::vector<Error> filter_problems(const scenario::Scenario& scenario, const Settings& settings,
                                   const ListSettings& list, const Plugins& plugins, Store& store);

}  // namespace chancery::cli
