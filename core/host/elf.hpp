// One section of an ELF file, read with nothing but pread: no code of the file runs. Only objects
// of this machine's class and byte order; every offset is checked against the file.
#pragma once

#include "base/files.hpp"

#include <chancery/result.hpp>

#include <string>
#include <string_view>

namespace chancery {

// No ELF object of this machine, or no such section: unusable, with the reason.
Result<std::string> read_elf_section(const fs::path& file, std::string_view section,
                                     std::size_t most_bytes);

}  // namespace chancery
