#include "store/arriving.hpp"

#include "base/file_descriptor.hpp"

#include <algorithm>
#include <cerrno>

#include <sys/statvfs.h>

namespace chancery {
namespace {

bool is_clean(const std::string& address) {
  return std::none_of(address.begin(), address.end(),
                      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; });
}

}  // namespace

bool is_clean(const Envelope& envelope) {
  const auto& recipients = envelope.recipients;
  return is_clean(envelope.sender) && !recipients.empty() &&
         std::all_of(recipients.begin(), recipients.end(),
                     [](const std::string& recipient) { return is_clean(recipient); });
}

Result<std::uint64_t> room_in(const fs::path& folder) {
  struct statvfs status {};
  if (::statvfs(folder.c_str(), &status) != 0)
    return file_failure("asking for the room in", folder, errno);
  if (status.f_files > 0 && status.f_favail == 0) return 0;
  return std::uint64_t{status.f_bavail} * status.f_frsize;
}

}  // namespace chancery
