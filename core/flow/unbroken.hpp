// Whether what leaves still verifies as what came did.
#pragma once

#include "flow/stages.hpp"

namespace chancery {

// The signatures of the root, each verified, come out alike in both entities.
Result<bool> is_unbroken(std::string_view before, std::string_view after, Time at,
                         const Office& office);

}  // namespace chancery
