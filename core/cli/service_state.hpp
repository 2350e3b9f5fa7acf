// The two files by which a running service is known: a lock that its supervisor holds as long as it
// lives, and what it says of itself.
#pragma once

#include "base/file_descriptor.hpp"
#include "config/settings.hpp"

#include <chrono>
#include <optional>

namespace chancery::cli {

// Held until the process ends, whatever its children do (fcntl(2), F_SETLK). One that is just
// dying is waited for.
Result<FileDescriptor> lock_service(const Settings& settings, std::chrono::milliseconds patience);
// The supervisor's process; none: nothing is served.
std::optional<pid_t> serving(const Settings& settings);

// For people: lost at a power cut, and nobody misses it.
void write_state(const Settings& settings, const std::string& text);
std::string read_state(const Settings& settings);

}  // namespace chancery::cli
