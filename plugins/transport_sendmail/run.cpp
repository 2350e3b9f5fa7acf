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
#include <sys/socket.h>
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

// Both ends of a socket: writing to one whose other end is gone is an error here and no signal.
struct Line {
  Descriptor ours, theirs;
};

Result<Line> make_line() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) < 0)
    return failure("making a socket", errno);
  return Line{Descriptor(ends[0]), Descriptor(ends[1])};
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

// Hands over what it reads and takes what it says, whichever is ready.
class Talk {
 public:
  Talk(Line input, Line output, std::span<const std::string_view> pieces)
      : input_(std::move(input)), output_(std::move(output)), pieces_(pieces) {
    input_.theirs.close();
    output_.theirs.close();
  }

  // Until it has ended: what it started may hold its output longer. False: not by the deadline.
  Result<bool> go_on(const Child& child, Clock::time_point deadline) {
    for (;;) {
      skip_empty();
      if (pieces_.empty()) input_.ours.close();
      std::array<pollfd, 3> ready = {{{child.handle(), POLLIN, 0},
                                      {output_.ours.number(), POLLIN, 0},
                                      {input_.ours.number(), POLLOUT, 0}}};
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
      if (left.count() <= 0) return false;
      const int count = ::poll(ready.data(), ready.size(), static_cast<int>(left.count()));
      if (count < 0 && errno != EINTR) return failure("talking to it", errno);
      if (count <= 0) continue;
      if (ready[1].revents && !read()) output_.ours.close();
      if (ready[2].revents) write();
      if (ready[0].revents) return true;
    }
  }

  std::string said;

 private:
  void skip_empty() {
    while (!pieces_.empty() && at_ == pieces_.front().size()) {
      pieces_ = pieces_.subspan(1);
      at_ = 0;
    }
  }
  // Whoever reads no further says why by how it ends.
  void write() {
    const auto rest = pieces_.front().substr(at_);
    const auto sent =
        ::send(input_.ours.number(), rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) at_ += static_cast<std::size_t>(sent);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) {
      pieces_ = {};
      at_ = 0;
    }
  }
  // False: there will be no more.
  bool read() {
    std::array<char, 4096> buffer;
    const auto got = ::recv(output_.ours.number(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    said.append(buffer.data(), std::min<std::size_t>(got, most_said - said.size()));
    return got > 0;
  }

  Line input_, output_;
  std::span<const std::string_view> pieces_;
  std::size_t at_ = 0;  // in the first of them
};

}  // namespace

Result<Ended> run(const std::vector<std::string>& command, std::span<const std::string_view> pieces,
                  std::chrono::seconds timeout) {
  const auto deadline = Clock::now() + timeout;
  auto input = make_line(), output = make_line();
  if (!input) return input.error();
  if (!output) return output.error();
  auto child = start(command, input->theirs.number(), output->theirs.number());
  if (!child) return child.error();
  Talk talk(std::move(*input), std::move(*output), pieces);
  const auto ended = talk.go_on(*child, deadline);
  if (!ended) return ended.error();
  if (!*ended)
    return Err(Code::try_later,
               "it took longer than " + std::to_string(timeout.count()) + " seconds");
  const auto exit = child->wait();
  if (!exit) return exit.error();
  return Ended{*exit, std::move(talk.said)};
}
