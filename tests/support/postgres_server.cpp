#include "support/postgres_server.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace test {
namespace {

namespace fs = std::filesystem;

// Debian keeps each version's in a folder of its own.
fs::path programs_of_postgres() {
  fs::path newest;
  std::error_code none;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", none))
    if (fs::exists(version.path() / "bin/initdb") && version.path() > newest)
      newest = version.path();
  if (newest.empty()) throw std::runtime_error("no PostgreSQL: install the package postgresql");
  return newest / "bin";
}

fs::path folder_for(uid_t user, gid_t group) {
  std::string name = "/tmp/chancery-pg-XXXXXX";  // short: it becomes the name of a socket
  if (!::mkdtemp(name.data()) || ::chown(name.c_str(), user, group) != 0)
    throw std::runtime_error("no folder for PostgreSQL");
  return name;
}

std::string all_of(int descriptor) {
  std::string text;
  char block[4096];
  for (;;) {
    const auto got = ::read(descriptor, block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(block, static_cast<std::size_t>(got));
  }
}

}  // namespace

// initdb and the server refuse to be root.
PostgresServer::PostgresServer()
    : programs_(programs_of_postgres()),
      user_(::geteuid()),
      group_(::getegid()),
      owner_(::getpid()) {
  if (user_ == 0) {
    const auto* other = ::getpwnam("postgres");
    if (!other) other = ::getpwnam("nobody");
    if (!other) throw std::runtime_error("no user to run PostgreSQL as");
    user_ = other->pw_uid;
    group_ = other->pw_gid;
  }
  folder_ = folder_for(user_, group_);
  run("initdb", {"-D", folder_ / "data", "-U", "chancery", "-A", "trust", "-E", "UTF8", "--no-sync",
                 "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"});
  start();
}

PostgresServer::~PostgresServer() {
  if (::getpid() != owner_) return;
  end(SIGQUIT);
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

pid_t PostgresServer::spawn(const std::string& program, std::vector<std::string> arguments,
                            int output) const {
  arguments.insert(arguments.begin(), (programs_ / program).string());
  std::vector<char*> words;
  for (auto& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  const pid_t child = ::fork();
  if (child != 0) return child;
  if (::geteuid() == 0 &&
      (::setgroups(0, nullptr) != 0 || ::setgid(group_) != 0 || ::setuid(user_) != 0))
    ::_exit(126);
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);  // after setuid, which clears it
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  if (::chdir("/") != 0) ::_exit(126);
  ::execv(words[0], words.data());
  ::_exit(127);
}

std::string PostgresServer::run(const std::string& program,
                                std::vector<std::string> arguments) const {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  const pid_t child = spawn(program, std::move(arguments), ends[1]);
  ::close(ends[1]);
  auto text = all_of(ends[0]);
  ::close(ends[0]);
  int status = -1;
  ::waitpid(child, &status, 0);
  if (status != 0) throw std::runtime_error(program + ": " + text);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

// A server that was killed leaves memory that its last processes are still letting go of; then the
// next one ends at once, and is begun again.
void PostgresServer::start() {
  const auto log = folder_ / "log";
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (std::chrono::steady_clock::now() < end) {
    if (server_ < 0 || ::waitpid(server_, nullptr, WNOHANG) == server_) {
      const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
      server_ = spawn("postgres",
                      {"-D", folder_ / "data", "-k", folder_, "-c", "listen_addresses=", "-c",
                       "max_connections=200"},
                      output);
      ::close(output);
    }
    std::ifstream file(folder_ / "data/postmaster.pid");
    const std::string pid(std::istreambuf_iterator<char>(file), {});
    if (pid.starts_with(std::to_string(server_) + "\n") && pid.find("\nready") != std::string::npos)
      return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  throw std::runtime_error("PostgreSQL does not start: see " + log.string());
}

void PostgresServer::end(int signal) {
  if (server_ < 0) return;
  ::kill(server_, signal);
  while (::waitpid(server_, nullptr, 0) < 0 && errno == EINTR) {
  }
  server_ = -1;
}

// Its children notice that it is gone, and go.
void PostgresServer::kill() { end(SIGKILL); }
void PostgresServer::stop() { end(SIGINT); }

std::string PostgresServer::address(const std::string& database) const {
  return "postgresql:///" + database + "?host=" + folder_.string() + "&user=chancery";
}

std::string PostgresServer::new_database() {
  const auto name = "test" + std::to_string(::getpid()) + "_" + std::to_string(++databases_);
  ask(address("postgres"), "CREATE DATABASE " + name);
  return address(name);
}

std::string PostgresServer::ask(const std::string& address, const std::string& sql) const {
  return run("psql", {"-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", address, "-c", sql});
}

PostgresServer& postgres_server() {
  static PostgresServer server;
  return server;
}

}  // namespace test
