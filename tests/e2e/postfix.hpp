// A Postfix of the test's own: its package only unpacked, its queue, its configuration and its
// mailboxes in a temporary folder, its ports on loopback. Configured with the lines that
// packaging/postfix has for everybody. Postfix wants to be root, to become others.
#pragma once

#include "daemon.hpp"

#include "support/paths.hpp"

#include <optional>

namespace e2e {

// Nobody but root can start a Postfix, not even an unpacked one; false says so.
bool can_start_postfix();

class Postfix {
 public:
  // `lmtp`: the socket where the lists' mail goes. `more_transports`: lines of its transport map.
  // `more_settings`: of its main.cf. Mailboxes are those of `members`.
  explicit Postfix(const fs::path& lmtp, const std::string& more_transports = {},
                   const std::string& more_settings = {});

  std::uint16_t port() const { return port_; }       // where the world sends to
  std::uint16_t back_port() const { return back_; }  // where copies leave by
  std::vector<std::string> mailbox(const std::string& name) const;
  // By SMTP, as the world does; its exit code.
  int send(const std::string& message, const std::string& to,
           const std::string& from = "alice@example.org") const;
  fs::path sendmail() const;  // its program, for this Postfix
  std::string log() const;

 private:
  fs::path package_;
  test::TemporaryFolder folder_;
  std::uint16_t port_ = free_port(), back_ = free_port();
  std::optional<Daemon> master_;

  void make_folders() const;
  void configure(const fs::path& lmtp, const std::string& more_transports,
                 const std::string& more_settings) const;
};

}  // namespace e2e
