#include "base/files.hpp"

#include "base/file_descriptor.hpp"
#include "base/random.hpp"
#include "base/text.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chancery {

namespace {

// Mode, and whose it is; -1: whoever makes it.
struct Ownership {
  unsigned mode;
  uid_t owner = static_cast<uid_t>(-1);
  gid_t group = static_cast<gid_t>(-1);
};

Result<void> write_and_sync(const fs::path& file, std::string_view content,
                            const Ownership& ownership) {
  FileDescriptor descriptor(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (descriptor.number() < 0) return file_failure("creating", file, errno);
  if (::fchown(descriptor.number(), ownership.owner, ownership.group) < 0)
    return file_failure("setting the owner of", file, errno);
  if (::fchmod(descriptor.number(), ownership.mode) < 0)
    return file_failure("setting the mode of", file, errno);
  if (auto done = write_all(descriptor.number(), content, file); !done) return done;
  if (auto done = sync(descriptor.number(), file); !done) return done;
  if (descriptor.close() < 0) return file_failure("closing", file, errno);
  return {};
}

// Write beside, rename, sync the folder.
Result<void> put_in_place(const fs::path& file, std::string_view content,
                          const Ownership& ownership) {
  const auto folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  std::string name(".");
  name.append(file.filename().string(), 0, 200).append(".").append(random_hex(6));
  const auto beside = folder / name;
  auto done = write_and_sync(beside, content, ownership);
  if (done && ::rename(beside.c_str(), file.c_str()) < 0)
    done = file_failure("renaming to", file, errno);
  if (!done) {
    ::unlink(beside.c_str());
    return done;
  }
  return sync_folder(folder);
}

Result<struct stat> status_of(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) < 0) return file_failure("looking at", file, errno);
  return status;
}

Result<std::string> read_open(int descriptor, std::size_t limit, std::size_t expected,
                              const std::string& what) {
  std::string content;
  content.resize(std::min(limit, expected) + 1);
  std::size_t size = 0;
  for (;;) {
    if (size == content.size()) content.resize(std::max<std::size_t>(content.size() * 2, 65536));
    const auto got = ::read(descriptor, content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      return Err(errno == EISDIR ? Code::unusable : Code::try_later,
                 "reading " + what + ": " + std::strerror(errno));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
    if (size > limit)
      return Err(Code::unusable, what + " is longer than " + std::to_string(limit) + " bytes");
  }
  content.resize(size);
  return content;
}

}  // namespace

Result<std::string> read_file(const fs::path& file, std::size_t limit) {
  // Not blocking: a FIFO under the name must not hold us up.
  const FileDescriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (descriptor.number() < 0) return file_failure("reading", file, errno);
  struct stat status {};
  if (::fstat(descriptor.number(), &status) < 0) return file_failure("reading", file, errno);
  const auto name = printable(file.string());
  if (!S_ISREG(status.st_mode))
    return Err(Code::unusable, "reading " + name + ": it is no regular file");
  return read_open(descriptor.number(), limit, static_cast<std::size_t>(status.st_size), name);
}

Result<std::string> read_all(int descriptor, std::size_t limit) {
  return read_open(descriptor, limit, 65535, "the input");
}

Result<void> write_file(const fs::path& file, std::string_view content, unsigned mode) {
  return put_in_place(file, content, {mode});
}

Result<void> replace_file(const fs::path& file, std::string_view content) {
  std::error_code failed;
  const auto real = fs::canonical(file, failed);
  if (failed) return file_failure("looking for", file, failed.value());
  const auto status = status_of(real);
  if (!status) return status.error();
  return put_in_place(real, content, {status->st_mode & 07777, status->st_uid, status->st_gid});
}

fs::path absolute_path(const fs::path& path) {
  std::error_code failed;
  auto found = fs::absolute(path, failed);
  return failed ? path : found;
}

Result<bool> is_there(const fs::path& file) {
  struct stat status {};
  if (::lstat(file.c_str(), &status) == 0) return true;
  if (errno == ENOENT) return false;
  return file_failure("looking for", file, errno);
}

Result<void> move_path(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) < 0) return file_failure("renaming", from, errno);
  return sync_folder(to.has_parent_path() ? to.parent_path() : fs::path("."));
}

Result<bool> is_open_to_others(const fs::path& file) {
  const auto status = status_of(file);
  if (!status) return status.error();
  return (status->st_mode & (S_IROTH | S_IWOTH)) != 0;
}

Result<void> make_folder(const fs::path& folder, unsigned mode) {
  if (::mkdir(folder.c_str(), mode) == 0)
    return sync_folder(folder.has_parent_path() ? folder.parent_path() : fs::path("."));
  const int error = errno;
  std::error_code ignored;
  if (error == EEXIST && fs::is_directory(folder, ignored)) return {};
  if (error == ENOENT && folder.has_parent_path() && folder.parent_path() != folder) {
    if (auto made = make_folder(folder.parent_path(), mode); !made) return made;
    if (::mkdir(folder.c_str(), mode) == 0) return sync_folder(folder.parent_path());
  }
  return file_failure("making the folder", folder, error);
}

std::string file_name(std::string_view text) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@._+=-";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string name;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (plain.find(c) != std::string_view::npos && !(c == '.' && name.empty()))
      name += c;
    else
      name.append("%") += {digits[byte >> 4], digits[byte & 15]};
  }
  return name;
}

}  // namespace chancery
