// A private GnuPG home: a folder of its own with an agent of its own, which go with the object, and
// also when the process is killed. One for what a site trusts, one for each opened key: nothing of
// one is ever seen by another, and nothing of the machine's own GnuPG by any.
#pragma once

#include <chancery/result.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <sys/types.h>

class Home {
 public:
  // A folder made in `parent`, which is made if it is not there; empty: the machine's temporary
  // folder. The agent is started by start_agent().
  static chancery::Result<std::unique_ptr<Home>> make(const std::string& parent);
  Home(const Home&) = delete;
  Home& operator=(const Home&) = delete;
  ~Home();

  const std::string& path() const { return path_; }
  // Of the agent; empty before start_agent().
  const std::string& socket() const { return socket_; }
  chancery::Result<void> write(const std::string& name, std::string_view text) const;
  // The options of gpgsm, with the time that it takes for now: seconds since 1970.
  chancery::Result<void> write_options(std::int64_t now) const;
  // Forgets all certificates.
  chancery::Result<void> forget() const;
  chancery::Result<void> start_agent();

 private:
  explicit Home(std::string path) : path_(std::move(path)) {}

  std::string path_, socket_;
  pid_t watcher_ = -1;
  int alive_ = -1;  // the watcher reads its other end, and sees it close
};
