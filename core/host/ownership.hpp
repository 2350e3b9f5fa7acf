// Whose word a plugin file is: whoever can write it, or put another in its place, is whom we run.
#pragma once

#include "base/files.hpp"

#include <chancery/result.hpp>

namespace chancery {

// Refuses (misconfigured, with the mend) a file that belongs to neither root nor the user who runs
// this, or that others may write; the same for the folder in which it lies, and, where the name is
// a symbolic link, for the file and the folder that it leads to. A folder in which only owners may
// rename (the sticky bit, as /tmp has) will do.
Result<void> check_ownership(const fs::path& file);

}  // namespace chancery
