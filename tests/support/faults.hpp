// Faults at the border to the kernel: a child process runs, and its n-th system call that changes a
// file or a folder either fails or is the moment at which the process is killed. So "at every step"
// is a loop over n until the child comes through untouched.
#pragma once

#include <functional>

namespace test {

enum class Fault {
  killed,    // before the call, SIGKILL
  no_space,  // the call does nothing and says ENOSPC
  broken,    // the call does nothing and says EIO
};

struct Faulted {
  bool traced = false;   // false: the system lets nobody trace a process; nothing was tried
  bool reached = false;  // false: the child made fewer calls than that
  int exit = -1;         // -1: it died of a signal
};

Faulted with_fault(std::size_t nth, Fault fault, const std::function<int()>& what);
bool can_fail_calls();  // `no_space` and `broken` need to know the processor

}  // namespace test
