// What `explain` and `verify` say to a person.
#pragma once

#include "flow/pipeline.hpp"

#include <string>

namespace chancery::cli {

std::string explanation(const Outcome& outcome);
std::string explanation(const Authenticated& post);  // of the evidence alone

}  // namespace chancery::cli
