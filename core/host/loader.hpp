// A plugin file becomes code of this process: the only place that uses Boost.DLL. Never unloaded.
#pragma once

#include "host/descriptor.hpp"

namespace chancery {

// Refuses a file that others may write or own (host/ownership.hpp), a missing entry, and one whose
// descriptor in memory is not the one that was read from the file. The entry is valid until the
// process ends.
Result<const chancery_entry*> load_entry(const Descriptor& descriptor);

}  // namespace chancery
