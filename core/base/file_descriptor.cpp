#include "base/file_descriptor.hpp"

#include "base/text.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace chancery {

namespace {

// What an administrator or a caller can do about it decides the code.
Code code_of(int error) {
  switch (error) {
    case ENOENT: return Code::not_found;
    case EACCES:
    case EPERM:
    case EROFS:
    case ENOTDIR:
    case EISDIR:
    case ELOOP:
    case ENAMETOOLONG: return Code::misconfigured;
    default: return Code::try_later;
  }
}

}  // namespace

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  if (this == &other) return *this;
  if (number_ >= 0) ::close(number_);
  number_ = other.release();
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (number_ >= 0) ::close(number_);
}

int FileDescriptor::release() { return std::exchange(number_, -1); }
int FileDescriptor::close() { return ::close(release()); }

Error file_failure(const char* doing, const fs::path& file, int error) {
  return Err(code_of(error),
             std::string(doing) + " " + printable(file.string()) + ": " + std::strerror(error));
}

Result<void> write_all(int descriptor, std::string_view content, const fs::path& file) {
  while (!content.empty()) {
    const auto written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return file_failure("writing", file, errno);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> sync(int descriptor, const fs::path& file) {
  if (::fsync(descriptor) < 0) return file_failure("syncing", file, errno);
  return {};
}

Result<void> sync_folder(const fs::path& folder) {
  const FileDescriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.number() < 0) return file_failure("opening the folder", folder, errno);
  if (::fsync(descriptor.number()) < 0) return file_failure("syncing the folder", folder, errno);
  return {};
}

}  // namespace chancery
