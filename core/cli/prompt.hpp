// Asking a person at a terminal for a password, without showing what they type.
#pragma once

#include "base/secret.hpp"

#include <chancery/result.hpp>

#include <string>

namespace chancery::cli {

// Whether there is somebody to ask: standard input is a terminal.
bool can_ask();
Result<Secret> ask_password(const std::string& question);
// Twice, until both are the same; an empty one is none.
Result<Secret> ask_new_password(const std::string& question);

}  // namespace chancery::cli
