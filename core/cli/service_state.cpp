#include "cli/service_state.hpp"

#include <cstdio>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

namespace chancery::cli {

namespace {

fs::path lock_file(const Settings& settings) { return settings.places.queue() / "service.lock"; }
fs::path state_file(const Settings& settings) { return settings.places.queue() / "service.state"; }

struct flock whole_file() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

}  // namespace

Result<FileDescriptor> lock_service(const Settings& settings, std::chrono::milliseconds patience) {
  const auto file = lock_file(settings);
  if (auto made = make_folder(settings.places.queue()); !made) return made.error();
  FileDescriptor open(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (open.number() < 0) return file_failure("locking", file, errno);
  const auto end = std::chrono::steady_clock::now() + patience;
  for (auto lock = whole_file(); ::fcntl(open.number(), F_SETLK, &lock) != 0;) {
    if (std::chrono::steady_clock::now() > end)
      return Err(Code::misconfigured,
                 "this site is served already, by process " +
                     std::to_string(serving(settings).value_or(0)),
                 "stop it first");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return open;
}

std::optional<pid_t> serving(const Settings& settings) {
  const FileDescriptor open(::open(lock_file(settings).c_str(), O_RDWR | O_CLOEXEC));
  auto lock = whole_file();
  if (open.number() < 0 || ::fcntl(open.number(), F_GETLK, &lock) != 0) return std::nullopt;
  if (lock.l_type == F_UNLCK) return std::nullopt;
  return lock.l_pid;
}

void write_state(const Settings& settings, const std::string& text) {
  const auto file = state_file(settings), beside = fs::path(file.string() + ".new");
  std::ofstream(beside) << text;
  std::error_code unimportant;
  fs::rename(beside, file, unimportant);
}

std::string read_state(const Settings& settings) {
  const auto text = read_file(state_file(settings), 1 << 20);
  return text ? *text : std::string();
}

}  // namespace chancery::cli
