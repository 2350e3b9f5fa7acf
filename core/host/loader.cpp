#include "host/loader.hpp"

#include "base/text.hpp"

#define BOOST_DLL_USE_STD_FS
#include <boost/dll/shared_library.hpp>

#include <cerrno>
#include <cstring>
#include <memory>

#include <sys/stat.h>
#include <unistd.h>

namespace chancery {

namespace {

Error refused(const fs::path& file, const std::string& why, const std::string& mend) {
  return Err(Code::misconfigured, "the plugin " + printable(file.string()) + " is refused: " + why,
             mend);
}

// Whoever can write the file, or put another in its place, is who we would run.
Result<void> check_writers(const fs::path& path, const char* what) {
  struct stat status {};
  if (::stat(path.c_str(), &status) < 0) return refused(path, std::strerror(errno), "");
  if (status.st_uid != 0 && status.st_uid != ::geteuid())
    return refused(path,
                   std::string(what) + " belongs to the user " + std::to_string(status.st_uid) +
                       ", neither root nor the one who runs this",
                   "chown root " + path.string());
  const bool sticky_folder = S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX);
  if (status.st_mode & (S_IWGRP | S_IWOTH) && !sticky_folder)
    return refused(path, std::string(what) + " may be written by others",
                   "chmod go-w " + path.string());
  return {};
}

// Boost's text ends in a misleading errno; what the dynamic linker said stands before it.
std::string said_by_linker(const std::exception& error) {
  const std::string text = error.what();
  const auto begin = text.find("boost::dll::shared_library::load() failed: ");
  const auto rest = begin == std::string::npos ? text : text.substr(begin + 43);
  return rest.substr(0, rest.find(": Bad file descriptor"));
}

// Kept mapped for good: code of it may be on the stack, and destructors of it may still run.
Result<const chancery_entry*> find_entry(const fs::path& file) {
  boost::dll::shared_library library;
  try {
    library.load(file, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
  } catch (const std::exception& error) {
    return refused(file, "the dynamic linker says: " + printable(said_by_linker(error), 500), "");
  }
  if (!library.has(CHANCERY_ENTRY_SYMBOL))
    return refused(file, "it does not export the symbol " CHANCERY_ENTRY_SYMBOL,
                   "register the plugin with CHANCERY_PLUGIN and link it with sdk/plugin.map");
  const auto* entry = &library.get<const chancery_entry>(CHANCERY_ENTRY_SYMBOL);
  static_cast<void>(std::make_unique<boost::dll::shared_library>(std::move(library)).release());
  return entry;
}

}  // namespace

Result<const chancery_entry*> load_entry(const Descriptor& descriptor) {
  const auto file = fs::absolute(descriptor.file);
  if (auto safe = check_writers(file.parent_path(), "its folder"); !safe) return safe.error();
  if (auto safe = check_writers(file, "it"); !safe) return safe.error();
  const auto entry = find_entry(file);
  if (!entry) return entry;
  const auto& e = **entry;
  if (e.size < sizeof(chancery_entry) || e.abi_major != CHANCERY_ABI_MAJOR || !e.descriptor ||
      !e.create)
    return refused(file,
                   "its entry is of ABI major " + std::to_string(e.abi_major) + " and " +
                       std::to_string(e.size) + " bytes, here it is major " +
                       std::to_string(CHANCERY_ABI_MAJOR) + " and " +
                       std::to_string(sizeof(chancery_entry)) + " bytes",
                   "rebuild the plugin against this version's sdk");
  if (std::memcmp(e.descriptor, descriptor.bytes.data(), descriptor.bytes.size()) != 0)
    return refused(file, "the descriptor in memory differs from the one in the file",
                   "the file was replaced while it was loaded; try again");
  return entry;
}

}  // namespace chancery
