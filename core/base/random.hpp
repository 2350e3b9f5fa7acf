// Unguessable names, from the kernel.
#pragma once

#include <cstddef>
#include <string>

namespace chancery {

// Lower-case hex of `bytes` random bytes.
std::string random_hex(std::size_t bytes);

}  // namespace chancery
