#include "scenario/stamp.hpp"

#include <cerrno>
#include <ctime>

#include <sys/stat.h>

namespace chancery::scenario {

namespace {

constexpr std::int64_t coarsest_time = 2;  // seconds, of a file system

}  // namespace

Stamp::State Stamp::state_of(const fs::path& file) {
  struct stat found {};
  State state;
  if (::stat(file.c_str(), &found) != 0) {
    state.missing = errno;
    return state;
  }
  state.device = found.st_dev;
  state.node = found.st_ino;
  state.size = static_cast<std::uint64_t>(found.st_size);
  state.seconds = found.st_mtim.tv_sec;
  state.nanoseconds = found.st_mtim.tv_nsec;
  return state;
}

Stamp::Stamp(fs::path file) : file_(std::move(file)), state_(state_of(file_)) {
  is_young_ = state_.missing == 0 && state_.seconds + coarsest_time >= std::time(nullptr);
}

bool Stamp::is_current() const { return !is_young_ && state_of(file_) == state_; }

}  // namespace chancery::scenario
