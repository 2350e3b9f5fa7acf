#include "host/ownership.hpp"

#include "base/text.hpp"

#include <cerrno>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

namespace chancery {

namespace {

Error refused(const fs::path& plugin, const std::string& why, const std::string& mend) {
  return Err(Code::misconfigured,
             "the plugin " + printable(plugin.string()) + " is refused: " + why, mend);
}

std::string octal(mode_t mode) {
  std::string digits;
  for (int shift = 9; shift >= 0; shift -= 3)
    digits += static_cast<char>('0' + ((mode >> shift) & 7));
  return digits;
}

Result<void> check_one(const fs::path& plugin, const fs::path& path, const std::string& what) {
  struct stat status {};
  const auto shown = printable(path.string());
  if (::stat(path.c_str(), &status) < 0)
    return refused(plugin, what + " " + shown + ": " + std::strerror(errno), "");
  if (status.st_uid != 0 && status.st_uid != ::geteuid())
    return refused(plugin,
                   what + " " + shown + " belongs to the user " + std::to_string(status.st_uid) +
                       "; it must be root (0) or the one who runs this (" +
                       std::to_string(::geteuid()) + ")",
                   "chown root " + shown);
  const bool sticky_folder = S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX);
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) && !sticky_folder)
    return refused(plugin,
                   what + " " + shown + " may be written by others: its mode is " +
                       octal(status.st_mode) + ", it may be at most " +
                       octal(status.st_mode & ~mode_t{S_IWGRP | S_IWOTH}),
                   "chmod go-w " + shown);
  return {};
}

}  // namespace

Result<void> check_ownership(const fs::path& file) {
  std::error_code failed;
  const auto named = fs::absolute(file, failed).lexically_normal();
  const auto real = fs::canonical(file, failed);
  if (failed) return refused(named, failed.message(), "");
  if (auto safe = check_one(named, real, "the file"); !safe) return safe;
  if (auto safe = check_one(named, real.parent_path(), "its folder"); !safe) return safe;
  if (named.parent_path() == real.parent_path()) return {};
  return check_one(named, named.parent_path(), "its folder");
}

}  // namespace chancery
