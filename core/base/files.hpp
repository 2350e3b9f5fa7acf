// Files as the rest of the house uses them: read whole, or written so that a crash at any moment
// leaves the old content or the new one, never a part. Every error names the file and the reason.
#pragma once

#include <chancery/result.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace chancery {

namespace fs = std::filesystem;

// Absent: not_found. Longer than `limit`, a directory, a device: unusable. Otherwise: try_later or
// misconfigured (no permission).
Result<std::string> read_file(const fs::path& file, std::size_t limit = std::size_t{1} << 30);
// Reads a descriptor to its end; more than `limit` bytes: unusable.
Result<std::string> read_all(int descriptor, std::size_t limit);

// Write beside, fsync, rename, fsync the folder. `mode`: permissions of the new file.
Result<void> write_file(const fs::path& file, std::string_view content, unsigned mode = 0600);
Result<void> make_folder(const fs::path& folder, unsigned mode = 0700);

// A text as a file name: every byte outside A-Za-z0-9@._+=- and a leading dot becomes %XX.
std::string file_name(std::string_view text);

}  // namespace chancery
