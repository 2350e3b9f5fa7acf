// deliver: one pass of the pipeline, now. explain: the same, delivering nothing, saying everything.
#include "cli/command.hpp"
#include "cli/explanation.hpp"
#include "cli/print.hpp"

#include "base/random.hpp"
#include "flow/alarm.hpp"
#include "flow/exit.hpp"
#include "flow/harvest.hpp"
#include "flow/memory.hpp"
#include "flow/pipeline.hpp"
#include "flow/trace.hpp"

#include <CLI/CLI.hpp>

#include <unistd.h>

namespace chancery::cli {

namespace {

struct MessageArguments {
  std::string list;
  std::optional<std::string> sender, at;
  bool no_notice = false, again = false;
};

// What may be read before it is known to be too long: then it is kept with the reason.
constexpr std::size_t most_input = std::size_t{1} << 30;

// Bare, or in angle brackets as MTAs log it; "<>" is the null sender.
std::optional<std::string> envelope(const std::optional<std::string>& sender) {
  if (!sender || !sender->starts_with('<') || !sender->ends_with('>')) return sender;
  return sender->substr(1, sender->size() - 2);
}

Result<Time> time_of(const std::optional<std::string>& at, const Clock& clock) {
  if (!at) return clock.now();
  auto time = parse_time(*at);
  if (!time) return Err(Code::usage, "--at: " + time.error().what);
  return time;
}

// Tells the caller what to do with the message after an Error: keep it with its owner (75), or,
// when trying again would change nothing, know that it lies in DIR/failed.
Result<int> settle(const Error& error, const Incoming& incoming, const ListSettings& list,
                   Exit& exit) {
  complain(error);
  if (error.code != Code::unusable) return exit_try_later;
  const auto kept = exit.keep_failed(*incoming.bytes, failure_json(list.name, incoming, error));
  if (kept) return exit_unusable;
  complain(kept.error());
  return exit_try_later;
}

// Passes everything on, and shows on a terminal how far the distribution is.
class CountingExit final : public Exit {
 public:
  CountingExit(Exit& exit, const std::string& list)
      : exit_(exit), progress_("distributing to " + list) {}
  std::vector<DeliveryResult> send(const Copy& copy) override {
    auto results = exit_.send(copy);
    progress_.reach(done_ += copy.outgoing().recipients.size());
    return results;
  }
  Result<void> keep_held(std::string_view message, const std::string& why) override {
    return exit_.keep_held(message, why);
  }
  Result<std::string> keep_failed(std::string_view message, const std::string& why) override {
    return exit_.keep_failed(message, why);
  }
  Result<void> say_why(const std::string& kept, const std::string& why) override {
    return exit_.say_why(kept, why);
  }
  Result<void> forget(const std::string& kept) override { return exit_.forget(kept); }

 private:
  Exit& exit_;
  Progress progress_;
  std::size_t done_ = 0;
};

void log_outcome(const Outcome& outcome, Log& log) {
  const auto& report = outcome.report;
  log.write(Severity::info, "deliver",
            {{"id", outcome.post.message_id()},
             {"list", outcome.verdict.list},
             {"sender", outcome.post.sender_text()},
             {"method", outcome.post.method},
             {"action", outcome.verdict.action},
             {"reason", outcome.verdict.reason.value_or("")},
             {"delivered", std::to_string(report.delivered)}});
}

// Only now, when the post is not given back: who brings it again after a crash brings no duplicate.
// What cannot be remembered has left all the same.
void remember(Memory& memory, const Outcome& outcome, const Settings& settings, Log& log) {
  if (!std::holds_alternative<Distribute>(outcome.verdict.decision)) return;
  if (const auto kept = memory.keep(settings.memory); !kept)
    log.write(Severity::warning, "deliver",
              {{"list", outcome.verdict.list}, {"problem", kept.error().what}});
}

Result<int> deliver_one(const Session& session, const MessageArguments& arguments) {
  auto site = session.site();
  if (!site) return site.error();
  auto& s = **site;
  auto list = find_list(s.settings, arguments.list);
  if (!list) return list.error();
  auto bytes = read_all(STDIN_FILENO, most_input);
  if (!bytes) return bytes.error();
  auto incoming = receive(std::move(*bytes), envelope(arguments.sender), s.clock.now());
  if (!incoming) return incoming.error();

  Keyring keyring(s.crypto(), trust_of(s.settings),
                  keys_of_list(list->folder, s.settings.key_password_file),
                  demands_of(s.settings, *list));
  StderrLog log;
  Memory memory(*s.store, "deliver-" + random_hex(8), s.clock.now());
  Office office{s.settings, *list, *s.plugins,           *s.store,    keyring,
                s.clock,    log,   !arguments.no_notice, session.json};
  if (!arguments.again) office.memory = &memory;
  RealExit real(*s.plugins->transport(s.settings.transport), s.settings, s.clock);
  CountingExit exit(real, list->name);
  const auto outcome = walk(*incoming, office, exit);
  if (!outcome) {
    raise_alarm(outcome.error(), office, exit);
    return settle(outcome.error(), *incoming, *list, exit);
  }
  end_alarm(office);
  remember(memory, *outcome, s.settings, log);
  if (std::holds_alternative<Distribute>(outcome->verdict.decision)) harvest(outcome->post, office);
  log_outcome(*outcome, log);
  if (session.json) print(trace_json(*outcome, Done::really));
  return exit_ok;
}

Result<int> explain_one(const Session& session, const MessageArguments& arguments) {
  auto site = session.site();
  if (!site) return site.error();
  auto& s = **site;
  auto list = find_list(s.settings, arguments.list);
  if (!list) return list.error();
  const auto at = time_of(arguments.at, s.clock);
  if (!at) return at.error();
  auto bytes = read_all(STDIN_FILENO, most_input);
  if (!bytes) return bytes.error();
  auto incoming = receive(std::move(*bytes), envelope(arguments.sender), *at);
  if (!incoming) return incoming.error();

  Keyring keyring(s.crypto(), trust_of(s.settings),
                  keys_of_list(list->folder, s.settings.key_password_file),
                  demands_of(s.settings, *list));
  const Office office{s.settings, *list, *s.plugins, *s.store, keyring,
                      s.clock,    s.log, false,      true};
  PaperExit exit;
  auto outcome = walk(std::move(*incoming), office, exit);
  if (!outcome) return outcome.error();
  auto seen = seen_of(outcome->post, list->name, *s.store);
  if (!seen) return seen.error();
  outcome->seen = std::move(*seen);
  print(session.json ? trace_json(*outcome, Done::on_paper) : explanation(*outcome));
  return exit_ok;
}

std::shared_ptr<MessageArguments> declare_arguments(CLI::App* command) {
  auto arguments = std::make_shared<MessageArguments>();
  command->add_option("list", arguments->list, "name or address of the list")->required();
  command->add_option("--sender", arguments->sender,
                      "envelope sender; '' or '<>': the null sender");
  return arguments;
}

}  // namespace

void declare_deliver(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("deliver", "Process the message on standard input, now");
  auto arguments = declare_arguments(command);
  command->add_flag("--no-notice", arguments->no_notice, "tell the sender nothing");
  command->add_flag("--again", arguments->again, "also what the list has distributed before");
  command->callback([&chosen, arguments] {
    chosen.output_decides = false;
    chosen.run = [arguments](const Session& session) { return deliver_one(session, *arguments); };
  });
}

void declare_explain(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand(
      "explain", "Say what would happen to the message on standard input, and why");
  auto arguments = declare_arguments(command);
  command->add_option("--at", arguments->at, "time of reception: RFC 3339 or seconds since 1970");
  command->callback([&chosen, arguments] {
    chosen.run = [arguments](const Session& session) { return explain_one(session, *arguments); };
  });
}

}  // namespace chancery::cli
