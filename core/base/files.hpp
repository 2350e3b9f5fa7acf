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
// The same over a file that is there, which keeps its mode, owner and group; through a symbolic
// link.
Result<void> replace_file(const fs::path& file, std::string_view content);
// From the root. Without a current folder (it was removed) the path stays as it is, and opening it
// says why.
fs::path absolute_path(const fs::path& path);
// Also a link that leads nowhere is there.
Result<bool> is_there(const fs::path& file);
// Renames within one file system, and syncs the folder that it comes into.
Result<void> move_path(const fs::path& from, const fs::path& to);
// True: others than the owner and the group may read or write it.
Result<bool> is_open_to_others(const fs::path& file);
Result<void> make_folder(const fs::path& folder, unsigned mode = 0700);

// A text as a file name: every byte outside A-Za-z0-9@._+=- and a leading dot becomes %XX.
std::string file_name(std::string_view text);

}  // namespace chancery
