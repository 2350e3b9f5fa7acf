// status: whether a service runs, what it does, what waits, and which plugin files are in use.
#include "cli/command.hpp"
#include "cli/keeping.hpp"
#include "cli/print.hpp"
#include "cli/service_state.hpp"

#include "base/text.hpp"
#include "store/queue.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace chancery::cli {

namespace {

using Json = nlohmann::ordered_json;

// Lines of "receiver 12 idle", "done 5".
Json processes(const std::string& state) {
  Json found = Json::array();
  for (const auto line : lines(state)) {
    const auto words = split(line, ' ');
    if (words.size() == 3)
      found.push_back({{"kind", words[0]}, {"process", words[1]}, {"state", words[2]}});
  }
  return found;
}

Json queue_json(const QueueCounts& counts) {
  return {{"messages", counts.entries}, {"ready", counts.ready},
          {"waiting", counts.waiting},  {"claimed", counts.claimed},
          {"held", counts.held},        {"quarantined", counts.quarantined}};
}

Result<int> status(const Session& session) {
  const auto settings = session.settings();
  if (!settings) return settings.error();
  const SystemClock clock;
  auto queue = open_queue(*settings, clock);
  if (!queue) return queue.error();
  const auto counts = (*queue)->counts();
  if (!counts) return counts.error();
  const auto supervisor = serving(*settings);
  const auto running = supervisor ? processes(read_state(*settings)) : Json::array();
  const Json json = {{"serving", supervisor.has_value()},
                     {"supervisor", supervisor.value_or(0)},
                     {"processes", running},
                     {"queue", queue_json(*counts)},
                     {"plugins", settings->plugins}};
  if (session.json) {
    print_json(json);
    return exit_ok;
  }
  print(supervisor ? "served by process " + std::to_string(*supervisor) + "\n"
                   : std::string("not served\n"));
  for (const auto& one : running)
    print("  " + one["kind"].get<std::string>() + " " + one["process"].get<std::string>() + " " +
          one["state"].get<std::string>() + "\n");
  print("queue:");
  for (const auto& [word, number] : json["queue"].items()) print(" " + word + " " + number.dump());
  print("\n");
  return exit_ok;
}

}  // namespace

void declare_status(CLI::App& app, Chosen& chosen) {
  app.add_subcommand("status", "What the service is doing, and what waits")->callback([&chosen] {
    chosen.run = status;
  });
}

}  // namespace chancery::cli
