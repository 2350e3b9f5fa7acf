// One session of SMTP or LMTP (RFC 2033) with the site's mail server: any number of copies, an
// outcome for each recipient. Never alters a message: what the server cannot take as it is fails
// for good (RFC 6152, RFC 6531). A server that has gone away is asked once more, and then for no
// further copy.
#pragma once

#include "connection.hpp"
#include "reply.hpp"

#include <chancery/plugin.hpp>

#include <optional>
#include <set>

namespace transport_smtp {

struct Options {
  Server server;
  std::chrono::seconds timeout;
  std::string helo;
  bool lmtp = false;
  // begun by STARTTLS (RFC 3207) or from the first byte on (RFC 8314): then nothing goes in clear.
  enum class Security { none, starttls, tls } security = Security::none;
  TlsOptions tls;
};

class SmtpSession final : public chancery::Transport::Session {
 public:
  explicit SmtpSession(const Options& options) : options_(options) {}
  ~SmtpSession() override;
  SmtpSession(const SmtpSession&) = delete;

  chancery::Result<void> connect();
  chancery::Result<void> send(const chancery_copy& copy,
                              const chancery::Deliveries& deliveries) override;

 private:
  chancery::Result<void> secure();
  chancery::Result<void> take_greeting();
  chancery::Result<void> start_tls();
  chancery::Result<void> greet();
  bool offers(const char* extension) const { return extensions_.contains(extension); }
  chancery::Result<Reply> read_reply();
  chancery::Result<Reply> ask(const std::string& command);

  chancery::Result<void> connect_once();
  // Why this server can take no such copy; false: it got its outcomes.
  bool can_take(const chancery_copy& copy, const chancery::Deliveries& deliveries) const;
  chancery::Result<void> send_now(const chancery_copy& copy,
                                  const chancery::Deliveries& deliveries);
  std::string mail_command(const chancery_copy& copy) const;
  // The recipients that the server takes; the others have got their outcome.
  chancery::Result<std::vector<std::size_t>> offer(const chancery_copy& copy,
                                                   const chancery::Deliveries& deliveries);
  chancery::Result<void> send_content(const chancery_copy& copy);
  chancery::Result<void> read_results(const std::vector<std::size_t>& accepted,
                                      const chancery::Deliveries& deliveries);

  const Options& options_;
  std::unique_ptr<Connection> connection_;  // none: to be made
  std::set<std::string> extensions_;        // upper case
  std::optional<chancery::Error> given_up_;
};

}  // namespace transport_smtp
