// Bugs end the process and say so. Catch has a CHECK of its own: here it is ours.
#include "support/catch.hpp"
#undef CHECK
#include "base/check.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

namespace {

// How a process ends that looks at `condition`, and what it says.
std::pair<int, std::string> end_of(bool condition) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDERR_FILENO);
    std::signal(SIGABRT, SIG_DFL);
    CHECK(condition, "one is one");
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string said(1000, '\0');
  const auto got = ::read(ends[0], said.data(), said.size());
  ::close(ends[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  said.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return {status, said};
}

}  // namespace

TEST_CASE("a broken check says its sentence and ends the process") {
  const auto [status, said] = end_of(false);
  REQUIRE(WIFSIGNALED(status));
  REQUIRE(WTERMSIG(status) == SIGABRT);
  REQUIRE_THAT(said,
               Contains("chancery: bug: one is one (condition, ") && Contains("check_test.cpp:"));
}

TEST_CASE("a check that holds does nothing") {
  const auto [status, said] = end_of(true);
  REQUIRE(WIFEXITED(status));
  REQUIRE(WEXITSTATUS(status) == 0);
  REQUIRE(said.empty());
}
