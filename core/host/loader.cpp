#include "host/loader.hpp"

#include "host/ownership.hpp"

#include "base/text.hpp"

#define BOOST_DLL_USE_STD_FS
#include <boost/dll/shared_library.hpp>

#include <algorithm>
#include <cstring>

#include <dlfcn.h>

namespace chancery {

namespace {

constexpr const char* rebuild = "rebuild the plugin against this version's sdk";

Error refused(const fs::path& file, const std::string& why, const std::string& mend) {
  return Err(Code::misconfigured, "the plugin " + printable(file.string()) + " is refused: " + why,
             mend);
}

// Boost's text ends in a misleading errno; what the dynamic linker said stands before it.
std::string said_by_linker(const std::exception& error) {
  const std::string_view text = error.what(), prefix = "boost::dll::shared_library::load() failed";
  const auto begin = text.find(prefix);
  auto rest = begin == std::string_view::npos ? text : text.substr(begin + prefix.size());
  rest = rest.substr(0, rest.find(": Bad file descriptor"));
  return printable(rest.substr(std::min(rest.find_first_not_of(": ("), rest.size())), 500);
}

// RTLD_NODELETE: kept mapped for good, for code of it may be on the stack and destructors of it may
// still run. Boost has no name for it and passes it on.
constexpr auto mode = boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local |
                      static_cast<boost::dll::load_mode::type>(RTLD_NODELETE);

Result<const chancery_entry*> find_entry(const fs::path& file) {
  try {
    const boost::dll::shared_library library(file, mode);
    if (!library.has(CHANCERY_ENTRY_SYMBOL))
      return refused(file, "it does not export the symbol " CHANCERY_ENTRY_SYMBOL,
                     "register the plugin with CHANCERY_PLUGIN and link it with sdk/plugin.map");
    return &library.get<const chancery_entry>(CHANCERY_ENTRY_SYMBOL);
  } catch (const std::exception& error) {
    return refused(file, "the dynamic linker says: " + said_by_linker(error),
                   "install what it needs, or rebuild it on this system");
  }
}

Result<void> check_entry(const fs::path& file, const chancery_entry& entry) {
  if (entry.abi_major != CHANCERY_ABI_MAJOR)
    return refused(file,
                   "the ABI major of its entry is " + std::to_string(entry.abi_major) +
                       ", here it is " + std::to_string(CHANCERY_ABI_MAJOR),
                   rebuild);
  if (!CHANCERY_HAS(&entry, chancery_entry, create))
    return refused(file,
                   "the size of its entry is " + std::to_string(entry.size) +
                       ", here it is at least " + std::to_string(sizeof(chancery_entry)),
                   rebuild);
  if (!entry.descriptor || !entry.create)
    return refused(file, "its entry has no descriptor or no function create", rebuild);
  return {};
}

// The size comes first: so much of the one in memory may be looked at if it says the same.
bool is_the_same(const chancery_descriptor& loaded, const std::string& read) {
  std::uint32_t size = 0;
  std::memcpy(&size, read.data() + offsetof(chancery_descriptor, size), sizeof size);
  return loaded.size == size && std::memcmp(&loaded, read.data(), read.size()) == 0;
}

}  // namespace

Result<const chancery_entry*> load_entry(const Descriptor& descriptor) {
  std::error_code failed;
  const auto file = fs::absolute(descriptor.file, failed);
  if (auto safe = check_ownership(file); !safe) return safe.error();
  const auto entry = find_entry(file);
  if (!entry) return entry;
  if (auto whole = check_entry(file, **entry); !whole) return whole.error();
  if (!is_the_same(*(*entry)->descriptor, descriptor.bytes))
    return refused(file, "the descriptor in memory differs from the one in the file",
                   "the file was replaced while it was loaded; try again");
  return entry;
}

}  // namespace chancery
