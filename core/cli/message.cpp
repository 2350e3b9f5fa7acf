// deliver: one pass of the pipeline, now. explain: the same, delivering nothing, saying everything.
#include "cli/command.hpp"
#include "cli/explanation.hpp"
#include "cli/print.hpp"

#include "flow/alarm.hpp"
#include "flow/exit.hpp"
#include "flow/pipeline.hpp"
#include "flow/trace.hpp"

#include <CLI/CLI.hpp>

#include <unistd.h>

namespace chancery::cli {

namespace {

struct MessageArguments {
  std::string list;
  std::optional<std::string> sender, at;
  bool no_notice = false;
};

// What may be read before it is known to be too long: then it is kept with the reason.
constexpr std::size_t most_input = std::size_t{1} << 30;

std::optional<std::string> envelope(const std::optional<std::string>& sender) {
  if (sender == "<>") return "";
  return sender;
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
                  keys_of_list(list->folder, s.settings.key_password_file));
  StderrLog log;
  const Office office{s.settings, *list,   *s.plugins, *s.store,
                      keyring,    s.clock, log,        !arguments.no_notice};
  RealExit exit(*s.plugins->transport(s.settings.transport), s.settings, s.clock);
  const auto outcome = walk(*incoming, office, exit);
  if (!outcome) {
    raise_alarm(outcome.error(), office, exit);
    return settle(outcome.error(), *incoming, *list, exit);
  }
  end_alarm(office);
  log_outcome(*outcome, log);
  if (session.json) print(trace_json(*outcome));
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
                  keys_of_list(list->folder, s.settings.key_password_file));
  const Office office{s.settings, *list, *s.plugins, *s.store, keyring, s.clock, s.log, false};
  PaperExit exit;
  const auto outcome = walk(std::move(*incoming), office, exit);
  if (!outcome) return outcome.error();
  print(session.json ? trace_json(*outcome) : explanation(*outcome));
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
  command->callback([&chosen, arguments] {
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
