// A connection, by TCP or a Unix socket, that reads lines and writes bytes, each within a time.
// Knows nothing of SMTP.
#pragma once

#include <chancery/result.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace transport_smtp {

struct Server {
  std::string host, port;
  std::string path;  // of a Unix socket; then there is no host
  // "host", "host:port", "[::1]:port", "::1" in brackets only; "unix:/path".
  static chancery::Result<Server> parse(std::string_view text);
};

class Connection {
 public:
  // Tries the addresses of the host one after the other. None answers: try_later.
  static chancery::Result<std::unique_ptr<Connection>> open(const Server& server,
                                                            std::chrono::seconds timeout);
  Connection(int socket, std::chrono::seconds timeout) : socket_(socket), timeout_(timeout) {}
  Connection(const Connection&) = delete;
  ~Connection();

  using Clock = std::chrono::steady_clock;

  chancery::Result<void> write(std::string_view bytes);
  // When an answer that is waited for from now on has to be there.
  Clock::time_point deadline() const { return Clock::now() + timeout_; }
  // Without its line break. Longer than a reply line may sanely be: an Error.
  chancery::Result<std::string> read_line(Clock::time_point deadline);

 private:
  chancery::Result<void> wait(short events, Clock::time_point deadline) const;
  int socket_;
  std::chrono::seconds timeout_;
  std::string buffer_;
};

}  // namespace transport_smtp
