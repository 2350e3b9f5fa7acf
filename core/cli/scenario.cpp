// The commands about scenario files, and what they share.
#include "cli/scenario.hpp"

#include "host/plugins.hpp"

#include <CLI/CLI.hpp>

namespace chancery::cli {

namespace {

constexpr std::size_t most_bytes = 1'000'000;

}  // namespace

scenario::Vocabulary shipped_vocabulary(const Session& session) {
  auto vocabulary = scenario::built_in_predicates();
  for (const auto& found : find_plugins({session.places().shipped_plugins})) {
    if (!found.descriptor) continue;
    for (const auto& predicate : found.descriptor->predicates)
      for (const auto& word : words_of(found.descriptor->id, predicate.name))
        vocabulary.emplace(word, scenario::Arity{predicate.least, predicate.most});
  }
  return vocabulary;
}

Result<scenario::Source> file_in(const std::vector<fs::path>& folders, const std::string& name) {
  for (const auto& folder : folders) {
    const auto file = folder / name;
    auto text = read_file(file, most_bytes);
    if (text) return scenario::Source{std::move(*text), file.string()};
    if (text.error().code != Code::not_found) return Err(Code::unusable, text.error().what);
  }
  return Err(Code::not_found, "there is no " + name);
}

std::vector<fs::path> include_folders(const Session& session, const fs::path& folder) {
  const auto places = session.places();
  return {folder, places.etc / "scenari", places.shipped_scenarios};
}

void declare_scenario(CLI::App& app, Chosen& chosen) {
  auto* group = app.add_subcommand("scenario", "Scenario files");
  group->require_subcommand(1);
  group->fallthrough();
  declare_scenario_check(*group, chosen);
  declare_scenario_eval(*group, chosen);
}

}  // namespace chancery::cli
