// store: where members, certificates and the queue are kept.
#include "cli/command.hpp"
#include "cli/keeping.hpp"
#include "cli/print.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace chancery::cli {

namespace {

Result<int> make(const Session& session) {
  const auto settings = session.settings();
  if (!settings) return settings.error();
  if (auto made = make_store(*settings); !made) return made.error();
  tell(session.json, nlohmann::ordered_json{{"made", true}}, "the store is there");
  return exit_ok;
}

}  // namespace

void declare_store(CLI::App& app, Chosen& chosen) {
  auto* group = app.add_subcommand("store", "Where members, certificates and the queue are kept");
  group->require_subcommand(1);
  group
      ->add_subcommand("make",
                       "Make the tables of a new database; what is there already stays as it is")
      ->callback([&chosen] { chosen.run = make; });
}

}  // namespace chancery::cli
