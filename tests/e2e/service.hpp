// A running service on a site of the test's own, and a client that brings it mail as an MTA does.
#pragma once

#include "site.hpp"

#include <sys/types.h>

#include <functional>

namespace e2e {

class Service {
 public:
  // Started, and accepting.
  explicit Service(const Site& site, const Words& options = {});
  ~Service();  // killed, if it still runs
  Service(const Service&) = delete;

  void start();
  // By that signal; its exit code, 128 + N where it died of signal N.
  int end(int signal);
  void signal(int signal) const;
  pid_t process() const { return process_; }
  // Of `status`: the processes of one kind.
  std::vector<pid_t> processes(const std::string& kind) const;
  std::string log() const;
  fs::path socket() const { return site_.root() / "lmtp"; }

 private:
  const Site& site_;
  Words options_;
  fs::path log_;
  pid_t process_ = 0;
};

// Until it holds, for half a minute; false: it never did.
bool eventually(const std::function<bool()>& holds);

// Through LMTP: the replies to the message, one a recipient. An empty vector: the connection broke.
std::vector<std::string> send(const fs::path& socket, std::string_view message,
                              const Words& recipients = {"notes@lists.example.org"},
                              const std::string& sender = "alice@example.org");

}  // namespace e2e
