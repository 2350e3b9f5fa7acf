// Whether a file is still the one that was read: there or not, the same file, size and time.
#pragma once

#include "base/files.hpp"

#include <cstdint>

namespace chancery::scenario {

class Stamp {
 public:
  // As it is now: to be taken before the file is read.
  explicit Stamp(fs::path file);
  // Never of a file that was changed just before: it may have been changed once more within what
  // its time can tell.
  bool is_current() const;

 private:
  struct State {
    int missing = 0;  // why, an errno; 0: it is there
    std::uint64_t device = 0, node = 0, size = 0;
    std::int64_t seconds = 0, nanoseconds = 0;
    bool operator==(const State&) const = default;
  };
  static State state_of(const fs::path& file);

  fs::path file_;
  State state_;
  bool is_young_ = false;
};

}  // namespace chancery::scenario
