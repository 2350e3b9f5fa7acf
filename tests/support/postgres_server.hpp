// A PostgreSQL server of the test's own, from Debian's package: on a socket in a folder of its own
// and on no port, as a user that is not root, and gone with the process that began it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace test {

class PostgresServer {
 public:
  PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  ~PostgresServer();

  // An empty database in UTF-8, whose own order of texts is that of a language: its address.
  std::string new_database();
  std::string address(const std::string& database) const;
  // What psql prints: rows without decoration.
  std::string ask(const std::string& address, const std::string& sql) const;

  void kill();   // with SIGKILL, all its processes
  void stop();   // as an administrator does, waiting for nobody
  void start();  // after either

 private:
  // As the user that the server runs as; what it printed.
  std::string run(const std::string& program, std::vector<std::string> arguments) const;
  pid_t spawn(const std::string& program, std::vector<std::string> arguments, int output) const;
  void end(int signal);

  std::filesystem::path programs_, folder_;
  uid_t user_;
  gid_t group_;
  pid_t owner_;  // the process that began it
  pid_t server_ = -1;
  int databases_ = 0;
};

// One for all tests of a program, begun when the first asks for it.
PostgresServer& postgres_server();

}  // namespace test
