// A connection, by TCP or a Unix socket, in clear or by TLS, that reads lines and writes bytes,
// each within a time. Knows nothing of SMTP.
#pragma once

#include "tls.hpp"

#include <chancery/result.hpp>

#include <chrono>
#include <memory>
#include <optional>
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

  // By TLS from now on. What the server said in clear and nobody has read yet is an Error: somebody
  // may have put it there (CVE-2011-0411).
  chancery::Result<void> secure(const TlsOptions& options);

  chancery::Result<void> write(std::string_view bytes);
  // When an answer that is waited for from now on has to be there.
  Clock::time_point deadline() const { return Clock::now() + timeout_; }
  // Without its line break. Longer than a reply line may sanely be: an Error.
  chancery::Result<std::string> read_line(Clock::time_point deadline);

 private:
  chancery::Result<void> wait(short events, Clock::time_point deadline) const;
  chancery::Result<void> send_bytes(std::string_view bytes);
  chancery::Result<std::string> receive_bytes(Clock::time_point deadline);
  chancery::Result<std::string> receive_text(Clock::time_point deadline);
  int socket_;
  std::chrono::seconds timeout_;
  std::optional<Tls> tls_;
  std::string buffer_;  // what came and is not read yet
};

}  // namespace transport_smtp
