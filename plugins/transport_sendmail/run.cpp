#include "run.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t most_said = 1024;

chancery::Error failure(const std::string& doing, int error) {
  return Err(Code::try_later, doing + ": " + std::strerror(error));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }
  int number() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }

 private:
  int number_;
};

// What the program reads is whole before it starts: should we die, it has not seen half a message
// that looks like one.
Result<Descriptor> make_input(std::string_view text) {
  Descriptor file(::memfd_create("message", MFD_CLOEXEC));
  if (file.number() < 0) return failure("making its input", errno);
  while (!text.empty()) {
    const auto written = ::write(file.number(), text.data(), text.size());
    if (written < 0 && errno != EINTR) return failure("writing its input", errno);
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::lseek(file.number(), 0, SEEK_SET) < 0) return failure("making its input", errno);
  return file;
}

struct Pipe {
  Descriptor from, to;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) < 0) return failure("making a pipe", errno);
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

// A child, which does not outlive it.
class Child {
 public:
  static Result<Child> of(pid_t process) {
    Child child(process);
    child.handle_ = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
    if (child.handle_.number() < 0) return failure("watching it", errno);
    return child;
  }
  Child(Child&& other) noexcept
      : process_(std::exchange(other.process_, 0)), handle_(std::move(other.handle_)) {}
  Child& operator=(Child&&) = delete;
  ~Child() {
    if (process_ == 0) return;
    ::kill(process_, SIGKILL);
    static_cast<void>(wait());  // that it is gone is all
  }

  int handle() const { return handle_.number(); }  // can be read once it has ended
  // 128 + N: by signal N.
  Result<int> wait() {
    int status = 0;
    pid_t waited = 0;
    do waited = ::waitpid(process_, &status, 0);
    while (waited < 0 && errno == EINTR);
    process_ = 0;
    if (waited < 0) return failure("waiting for it", errno);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  explicit Child(pid_t process) : process_(process), handle_(-1) {}
  pid_t process_;
  Descriptor handle_;
};

struct Actions {
  posix_spawn_file_actions_t all;
  Actions() { posix_spawn_file_actions_init(&all); }
  ~Actions() { posix_spawn_file_actions_destroy(&all); }
  Actions(const Actions&) = delete;
};

// Signals that the host blocks or ignores are as usual for the child.
struct Attributes {
  posix_spawnattr_t all;
  Attributes() {
    posix_spawnattr_init(&all);
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    for (const int signal : {SIGPIPE, SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&usual, signal);
    posix_spawnattr_setsigmask(&all, &none);
    posix_spawnattr_setsigdefault(&all, &usual);
    posix_spawnattr_setflags(&all, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~Attributes() { posix_spawnattr_destroy(&all); }
  Attributes(const Attributes&) = delete;
};

Result<Child> start(const std::vector<std::string>& command, int input, int output) {
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  Actions actions;
  posix_spawn_file_actions_adddup2(&actions.all, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions.all, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions.all, output, STDERR_FILENO);
  const Attributes attributes;
  pid_t process = 0;
  const int error = ::posix_spawn(&process, command.front().c_str(), &actions.all, &attributes.all,
                                  arguments.data(), environ);
  if (error) return failure("starting it", error);
  return Child::of(process);
}

// False: there will be no more.
bool read_some(int output, std::string& said) {
  std::array<char, 4096> buffer;
  const auto got = ::read(output, buffer.data(), buffer.size());
  if (got < 0) return errno == EINTR;
  said.append(buffer.data(), std::min<std::size_t>(got, most_said - said.size()));
  return got > 0;
}

// Takes what it says until it has ended: whom it started may hold its output longer. False: it has
// not by the deadline.
Result<bool> listen(const Child& child, Descriptor& output, std::string& said,
                    Clock::time_point deadline) {
  for (;;) {
    std::array<pollfd, 2> ready = {{{child.handle(), POLLIN, 0}, {output.number(), POLLIN, 0}}};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    const int count = ::poll(ready.data(), ready.size(), static_cast<int>(left.count()));
    if (count < 0 && errno != EINTR) return failure("listening to it", errno);
    if (count <= 0) continue;
    if (ready[1].revents && !read_some(output.number(), said)) output.close();
    if (ready[0].revents) return true;
  }
}

}  // namespace

Result<Ended> run(const std::vector<std::string>& command, std::string_view input,
                  std::chrono::seconds timeout) {
  const auto deadline = Clock::now() + timeout;
  const auto file = make_input(input);
  if (!file) return file.error();
  auto output = make_pipe();
  if (!output) return output.error();
  auto child = start(command, file->number(), output->to.number());
  if (!child) return child.error();
  output->to.close();
  Ended ended;
  const auto in_time = listen(*child, output->from, ended.said, deadline);
  if (!in_time) return in_time.error();
  if (!*in_time)
    return Err(Code::try_later,
               "it took longer than " + std::to_string(timeout.count()) + " seconds");
  const auto exit = child->wait();
  if (!exit) return exit.error();
  ended.exit = *exit;
  return ended;
}
