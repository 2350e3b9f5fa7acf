#include "sendmail.hpp"

#include "run.hpp"

#include <optional>

#include <sysexits.h>
#include <unistd.h>

using chancery::Code;
using chancery::Err;
using chancery::Result;
using chancery::text;

namespace {

// As files on this machine have it: lines end in LF. A CR alone stays.
std::string in_lines_of_unix(const chancery_copy& copy) {
  std::string whole;
  for (std::size_t i = 0; i < copy.content_count; ++i) whole += text(copy.content[i]);
  std::string lines;
  std::string_view rest = whole;
  for (auto at = rest.find("\r\n"); at != std::string_view::npos; at = rest.find("\r\n")) {
    lines += rest.substr(0, at);
    rest.remove_prefix(at + 1);
  }
  return lines += rest;
}

// What never will be taken; everything else may be another time, or when the site is mended.
bool is_final(int exit) { return exit == EX_DATAERR || exit == EX_NOUSER || exit == EX_NOHOST; }

std::string reply(const Ended& ended) {
  const auto line = ended.said.substr(0, ended.said.find_first_of("\r\n"));
  return "exit code " + std::to_string(ended.exit) + (line.empty() ? "" : ": " + line);
}

class SendmailSession final : public chancery::Transport::Session {
 public:
  SendmailSession(const std::string& program, std::chrono::seconds timeout)
      : program_(program), timeout_(timeout) {}

  Result<void> send(const chancery_copy& copy, const chancery::Deliveries& deliveries) override {
    std::vector<std::size_t> recipients;
    for (std::size_t i = 0; i < copy.recipient_count; ++i) recipients.push_back(i);
    hand_over(copy, recipients, in_lines_of_unix(copy), deliveries);
    return {};
  }

 private:
  // A refusal of several says not whom it is about: then each goes alone. What a program that
  // refused had taken of the others leaves twice.
  void hand_over(const chancery_copy& copy, const std::vector<std::size_t>& recipients,
                 const std::string& message, const chancery::Deliveries& deliveries) {
    const auto ended = ask(command(copy, recipients), message);
    if (ended && is_final(ended->exit) && recipients.size() > 1) {
      for (const auto recipient : recipients) hand_over(copy, {recipient}, message, deliveries);
      return;
    }
    for (const auto recipient : recipients) {
      if (!ended)
        deliveries.add(recipient, CHANCERY_TRY_LATER, "4.3.0",
                       program_ + ": " + ended.error().what);
      else if (ended->exit == 0)
        deliveries.add(recipient, CHANCERY_OK, "2.0.0", "taken by " + program_);
      else if (is_final(ended->exit))
        deliveries.add(recipient, CHANCERY_FAILED, "5.0.0", program_ + ": " + reply(*ended));
      else
        deliveries.add(recipient, CHANCERY_TRY_LATER, "4.0.0", program_ + ": " + reply(*ended));
    }
  }

  // A program that cannot be run, or takes too long, is not waited for with every copy.
  Result<Ended> ask(const std::vector<std::string>& words, const std::string& message) {
    if (given_up_) return *given_up_;
    auto ended = run(words, message, timeout_);
    if (!ended) given_up_ = ended.error();
    return ended;
  }

  // -i: a line of one dot is a line. The null sender is <> to every such program.
  std::vector<std::string> command(const chancery_copy& copy,
                                   const std::vector<std::size_t>& recipients) const {
    const auto sender = text(copy.sender);
    std::vector<std::string> words = {program_, "-i", "-f",
                                      sender.empty() ? "<>" : std::string(sender), "--"};
    for (const auto recipient : recipients) words.emplace_back(text(copy.recipients[recipient]));
    return words;
  }

  const std::string& program_;
  std::chrono::seconds timeout_;
  std::optional<chancery::Error> given_up_;
};

}  // namespace

Result<void> Sendmail::configure(const chancery::Settings& settings) {
  program_ = settings.text("program");
  timeout_ = std::chrono::seconds(settings.number("timeout"));
  if (::access(program_.c_str(), X_OK) == 0) return {};
  return Err(Code::misconfigured, "the key program is '" + program_ + "', which cannot be run");
}

Result<std::unique_ptr<chancery::Transport::Session>> Sendmail::open() {
  return std::unique_ptr<Session>(std::make_unique<SendmailSession>(program_, timeout_));
}
