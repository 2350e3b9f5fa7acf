#include "daemon.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <chrono>

namespace e2e {

namespace {

sockaddr_in local(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool answers(std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  const auto address = local(port);
  const bool connected =
      connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(fd);
  return connected;
}

}  // namespace

std::uint16_t free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  auto address = local(0);
  socklen_t size = sizeof address;
  REQUIRE(bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  close(fd);
  return ntohs(address.sin_port);
}

std::string unpacked_program(const std::string& name) {
  const auto found = bash("command -v " + name);
  if (found.exit == 0) return found.out.substr(0, found.out.find('\n'));
  const auto unpacked = test::source_folder() / "build/tools/bin" / name;
  INFO(name << " is missing: `./dev deps` puts it below build/tools");
  REQUIRE(fs::exists(unpacked));
  return unpacked;
}

Daemon::Daemon(Words words, std::uint16_t port, bool quiet) {
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (quiet) posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  const int failed = posix_spawn(&child_, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  REQUIRE(failed == 0);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!answers(port)) {
    REQUIRE(waitpid(child_, nullptr, WNOHANG) == 0);
    REQUIRE(std::chrono::steady_clock::now() < end);
  }
}

Daemon::~Daemon() {
  kill(child_, SIGTERM);
  waitpid(child_, nullptr, 0);
}

}  // namespace e2e
