#include "support/faults.hpp"

#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

namespace test {

namespace {

bool changes_files(const __ptrace_syscall_info& call) {
  switch (static_cast<long>(call.entry.nr)) {
    case SYS_write:
    case SYS_pwrite64:
    case SYS_fsync:
    case SYS_fdatasync:
    case SYS_ftruncate:
    case SYS_unlinkat:
    case SYS_linkat:
    case SYS_renameat2:
    case SYS_mkdirat:
#ifdef __x86_64__
    case SYS_rename:
    case SYS_link:
    case SYS_unlink:
    case SYS_mkdir:
#endif
      return true;
    case SYS_openat: return (call.entry.args[2] & O_CREAT) != 0;
    default: return false;
  }
}

[[noreturn]] void run_traced(const std::function<int()>& what) {
  if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(99);
  ::raise(SIGSTOP);
  ::_exit(what());
}

// The next stop of the child; false: it is gone.
bool next_stop(pid_t child, int signal, int& status) {
  if (::ptrace(PTRACE_SYSCALL, child, nullptr, signal) != 0) return false;
  return ::waitpid(child, &status, 0) == child && WIFSTOPPED(status);
}

#ifdef __x86_64__
void set_registers(pid_t child, const std::function<void(user_regs_struct&)>& change) {
  user_regs_struct registers{};
  ::ptrace(PTRACE_GETREGS, child, nullptr, &registers);
  change(registers);
  ::ptrace(PTRACE_SETREGS, child, nullptr, &registers);
}

void fail_call(pid_t child, int error) {
  set_registers(child,
                [](user_regs_struct& r) { r.orig_rax = static_cast<unsigned long long>(-1); });
  int status = 0;
  if (!next_stop(child, 0, status)) return;
  set_registers(child, [error](user_regs_struct& r) {
    r.rax = static_cast<unsigned long long>(-static_cast<long long>(error));
  });
}
#else
void fail_call(pid_t, int) {}
#endif

void strike(pid_t child, Fault fault) {
  switch (fault) {
    case Fault::killed: ::kill(child, SIGKILL); return;
    case Fault::no_space: fail_call(child, ENOSPC); return;
    case Fault::broken: fail_call(child, EIO); return;
  }
}

int exit_of(pid_t child, int status) {
  while (!WIFEXITED(status) && !WIFSIGNALED(status))
    if (::waitpid(child, &status, 0) != child) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

bool can_fail_calls() {
#ifdef __x86_64__
  return true;
#else
  return false;
#endif
}

Faulted with_fault(std::size_t nth, Fault fault, const std::function<int()>& what) {
  const pid_t child = ::fork();
  if (child == 0) run_traced(what);
  int status = 0;
  if (::waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) return {};
  ::ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  std::size_t seen = 0;
  int signal = 0;
  while (next_stop(child, signal, status)) {
    signal = 0;
    if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
      signal = WSTOPSIG(status);
      continue;
    }
    __ptrace_syscall_info call{};
    ::ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof call, &call);
    if (call.op != PTRACE_SYSCALL_INFO_ENTRY || !changes_files(call) || ++seen != nth) continue;
    strike(child, fault);
    if (fault == Fault::killed) break;
  }
  return {true, seen >= nth, exit_of(child, status)};
}

}  // namespace test
