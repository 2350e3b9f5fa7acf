#include "session.hpp"

#include "wire.hpp"

#include <algorithm>

namespace transport_smtp {

using chancery::Code;
using chancery::Err;
using chancery::Result;
using chancery::text;

namespace {

constexpr std::size_t most_reply_lines = 200;
constexpr std::size_t chunk_size = 64 * 1024;

// Nothing that would end or extend a command (RFC 5321 section 4.1.2).
bool is_safe(std::string_view address) {
  return std::all_of(address.begin(), address.end(), [](char c) {
    return static_cast<unsigned char>(c) > 32 && c != 127 && c != '<' && c != '>';
  });
}

std::size_t size_of(const chancery_copy& copy) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < copy.content_count; ++i) size += copy.content[i].size;
  return size;
}

bool is_ascii(std::string_view address) {
  return std::none_of(address.begin(), address.end(), [](char c) { return c & 0x80; });
}

// RFC 6531 section 3.4: for the header, the sender, or one of those that it goes to.
bool needs_utf8(const chancery_copy& copy) {
  bool ascii = is_ascii(text(copy.sender));
  for (std::size_t i = 0; i < copy.recipient_count; ++i)
    ascii = ascii && is_ascii(text(copy.recipients[i]));
  return copy.flags & CHANCERY_COPY_UTF8 || !ascii;
}

std::vector<std::string_view> content_of(const chancery_copy& copy) {
  std::vector<std::string_view> pieces;
  for (std::size_t i = 0; i < copy.content_count; ++i) pieces.push_back(text(copy.content[i]));
  return pieces;
}

std::string upper(std::string_view word) {
  std::string text(word);
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return text;
}

void fail_all(const chancery_copy& copy, const chancery::Deliveries& deliveries, chancery_code code,
              std::string_view enhanced, std::string_view why) {
  for (std::size_t i = 0; i < copy.recipient_count; ++i) deliveries.add(i, code, enhanced, why);
}

}  // namespace

SmtpSession::~SmtpSession() {
  // Politeness only: nothing depends on the answer.
  if (connection_) static_cast<void>(connection_->write("QUIT\r\n").has_value());
}

Result<Reply> SmtpSession::read_reply() {
  Reply reply;
  const auto deadline = connection_->deadline();
  for (;;) {
    const auto line = connection_->read_line(deadline);
    if (!line) {
      connection_.reset();
      return line.error();
    }
    const bool last = add_line(reply, *line);
    if (last || reply.lines.size() > most_reply_lines) break;
  }
  // 421: it is about to close. No reply of SMTP at all: nothing more can be trusted.
  if (reply.code == 421 || reply.code == 0 || reply.lines.size() > most_reply_lines)
    connection_.reset();
  return reply;
}

Result<Reply> SmtpSession::ask(const std::string& command) {
  if (auto sent = connection_->write(command + "\r\n"); !sent) {
    connection_.reset();
    return sent.error();
  }
  return read_reply();
}

Result<void> SmtpSession::connect() {
  auto opened = Connection::open(options_.server, options_.timeout);
  if (!opened) return opened.error();
  connection_ = std::move(*opened);
  using Security = Options::Security;
  Result<void> done;
  if (options_.security == Security::tls) done = secure();
  if (done) done = take_greeting();
  if (done) done = greet();
  if (done && options_.security == Security::starttls) done = start_tls();
  return done;
}

Result<void> SmtpSession::secure() {
  auto secured = connection_->secure(options_.tls);
  if (!secured) connection_.reset();
  return secured;
}

Result<void> SmtpSession::take_greeting() {
  const auto greeting = read_reply();
  if (!greeting) return greeting.error();
  if (greeting->positive() && connection_) return {};
  connection_.reset();
  return Err(Code::try_later, "the server greets with: " + greeting->text());
}

// What the server offered in clear counts no more: it is asked again, RFC 3207 section 4.2.
Result<void> SmtpSession::start_tls() {
  if (!offers("STARTTLS")) {
    connection_.reset();
    return Err(Code::try_later, "the server offers no STARTTLS, and nothing is to go in clear");
  }
  const auto reply = ask("STARTTLS");
  if (!reply) return reply.error();
  if (reply->code != 220 || !connection_) {
    connection_.reset();
    return Err(Code::try_later, "the server answers STARTTLS with: " + reply->text());
  }
  if (auto secured = secure(); !secured) return secured;
  return greet();
}

Result<void> SmtpSession::greet() {
  extensions_.clear();
  auto reply = ask((options_.lmtp ? "LHLO " : "EHLO ") + options_.helo);
  if (reply && connection_ && reply->code >= 500 && !options_.lmtp)
    reply = ask("HELO " + options_.helo);
  if (!reply) return reply.error();
  if (!reply->positive() || !connection_) {
    connection_.reset();
    return Err(Code::try_later, "the server refuses the session: " + reply->text());
  }
  for (std::size_t i = 1; i < reply->lines.size(); ++i)
    extensions_.insert(
        upper(std::string_view(reply->lines[i]).substr(0, reply->lines[i].find(' '))));
  return {};
}

std::string SmtpSession::mail_command(const chancery_copy& copy) const {
  std::string command = "MAIL FROM:<" + std::string(text(copy.sender)) + ">";
  if (offers("SIZE")) command += " SIZE=" + std::to_string(size_of(copy));
  if (copy.flags & CHANCERY_COPY_8BIT && offers("8BITMIME")) command += " BODY=8BITMIME";
  if (needs_utf8(copy)) command += " SMTPUTF8";
  return command;
}

Result<std::vector<std::size_t>> SmtpSession::offer(const chancery_copy& copy,
                                                    const chancery::Deliveries& deliveries) {
  std::vector<std::size_t> offered, accepted;
  std::string commands;
  for (std::size_t i = 0; i < copy.recipient_count; ++i) {
    if (is_safe(text(copy.recipients[i])) && copy.recipients[i].size > 0)
      offered.push_back(i);
    else
      deliveries.add(i, CHANCERY_FAILED, "5.1.3", "the address cannot be part of an SMTP command");
  }
  const bool pipelining = offers("PIPELINING");
  for (const auto i : offered)
    commands += "RCPT TO:<" + std::string(text(copy.recipients[i])) + ">\r\n";
  if (pipelining)
    if (auto sent = connection_->write(commands); !sent) return sent.error();
  for (const auto i : offered) {
    const auto reply =
        pipelining ? read_reply() : ask("RCPT TO:<" + std::string(text(copy.recipients[i])) + ">");
    if (!reply) return reply.error();
    if (reply->positive())
      accepted.push_back(i);
    else
      deliveries.add(i, reply->outcome(), reply->enhanced, reply->text());
    if (!connection_) return Err(Code::try_later, "the server ended the session: " + reply->text());
  }
  return accepted;
}

Result<void> SmtpSession::send_content(const chancery_copy& copy) {
  Wire wire;
  std::string out;
  for (std::size_t i = 0; i < copy.content_count; ++i) {
    for (auto rest = text(copy.content[i]); !rest.empty();) {
      wire.add(rest.substr(0, chunk_size), out);
      rest.remove_prefix(std::min(rest.size(), chunk_size));
      if (out.size() < chunk_size) continue;
      if (auto sent = connection_->write(out); !sent) return sent;
      out.clear();
    }
  }
  wire.finish(out);
  return connection_->write(out);
}

// SMTP answers once, LMTP for each recipient (RFC 2033 section 4.2). Without the reply nobody knows
// (RFC 5321 section 4.5.4.1): it stays ours.
Result<void> SmtpSession::read_results(const std::vector<std::size_t>& accepted,
                                       const chancery::Deliveries& deliveries) {
  std::optional<Reply> reply;
  for (const auto i : accepted) {
    if (!reply || options_.lmtp) {
      if (!connection_) return Err(Code::try_later, "the server ended the session");
      auto read = read_reply();
      if (!read) return read.error();
      reply = std::move(*read);
    }
    deliveries.add(i, reply->outcome(), reply->enhanced, reply->text());
  }
  if (!reply->positive() && !options_.lmtp) connection_.reset();
  return {};
}

// Once more at the most: a server that does not come back is not waited for with every copy.
Result<void> SmtpSession::connect_once() {
  if (given_up_) return *given_up_;
  auto connected = connect();
  if (!connected) given_up_ = connected.error();
  return connected;
}

bool SmtpSession::can_take(const chancery_copy& copy,
                           const chancery::Deliveries& deliveries) const {
  if (has_bare_cr(content_of(copy))) {
    fail_all(copy, deliveries, CHANCERY_FAILED, "5.6.0",
             "the message has a CR without an LF, which no SMTP server may be given");
    return false;
  }
  if (needs_utf8(copy) && !offers("SMTPUTF8")) {
    fail_all(copy, deliveries, CHANCERY_FAILED, "5.6.7",
             "the server does not take internationalized addresses or headers");
    return false;
  }
  if (copy.flags & CHANCERY_COPY_8BIT && !offers("8BITMIME")) {
    fail_all(copy, deliveries, CHANCERY_FAILED, "5.6.3",
             "the server does not take 8-bit content, and re-encoding would break signatures");
    return false;
  }
  return true;
}

Result<void> SmtpSession::send(const chancery_copy& copy, const chancery::Deliveries& deliveries) {
  if (!is_safe(text(copy.sender)))
    return Err(Code::failed, "the envelope sender cannot be part of an SMTP command");
  const bool kept = connection_ != nullptr;
  if (!kept)
    if (auto connected = connect_once(); !connected) return connected;
  if (!can_take(copy, deliveries)) return {};
  auto mail = ask(mail_command(copy));
  // The server may have gone away since the last copy; nothing of this one has reached it.
  if (kept && (!mail || mail->code == 421)) {
    if (auto connected = connect_once(); !connected) return connected;
    if (!can_take(copy, deliveries)) return {};
    mail = ask(mail_command(copy));
  }
  if (!mail) return mail.error();
  if (mail->positive()) return send_now(copy, deliveries);
  fail_all(copy, deliveries, mail->outcome(), mail->enhanced, mail->text());
  return {};
}

// Behind MAIL.
Result<void> SmtpSession::send_now(const chancery_copy& copy,
                                   const chancery::Deliveries& deliveries) {
  const auto accepted = offer(copy, deliveries);
  if (!accepted) {
    connection_.reset();
    return accepted.error();
  }
  if (accepted->empty()) {
    const auto reset = ask("RSET");
    return reset ? Result<void>() : Result<void>(reset.error());
  }
  const auto ready = ask("DATA");
  if (!ready) return ready.error();
  if (ready->code != 354) {
    connection_.reset();
    if (ready->code < 400)
      return Err(Code::try_later, "the server answers DATA with: " + ready->text());
    for (const auto i : *accepted)
      deliveries.add(i, ready->outcome(), ready->enhanced, ready->text());
    return {};
  }
  auto done = send_content(copy);
  if (done) done = read_results(*accepted, deliveries);
  if (!done) connection_.reset();
  return done;
}

}  // namespace transport_smtp
