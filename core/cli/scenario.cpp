#include "cli/scenario.hpp"

#include "cli/print.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace chancery::cli {

scenario::Vocabulary shipped_vocabulary(const Session& session) {
  auto vocabulary = scenario::built_in_predicates();
  for (const auto& found : find_plugins({session.places().shipped_plugins})) {
    if (!found.descriptor) continue;
    for (const auto& predicate : found.descriptor->predicates)
      vocabulary.emplace(predicate.name, scenario::Arity{predicate.least, predicate.most});
  }
  return vocabulary;
}

Parsed parse_scenario(const std::string& text, const std::string& file,
                      const scenario::Vocabulary& vocabulary) {
  return scenario::parse(text, fs::path(file).filename().string(), file, vocabulary);
}

Result<Parsed> read_scenario(const std::string& file, const scenario::Vocabulary& vocabulary) {
  const auto text = input_file(file);
  if (!text) return text.error();
  return parse_scenario(*text, file, vocabulary);
}

nlohmann::ordered_json problem_json(const std::string& file, const scenario::Problem& problem) {
  return {{"file", file},
          {"line", problem.line},
          {"column", problem.column},
          {"what", problem.what},
          {"hint", problem.hint}};
}

void tell_problems(const Session& session, const std::string& file,
                   const scenario::Problems& problems) {
  auto all = nlohmann::ordered_json::array();
  for (const auto& problem : problems) {
    all.push_back(problem_json(file, problem));
    if (!session.json) print(scenario::describe(file, problem) + "\n");
  }
  if (session.json) print_json(all);
}

void declare_scenario(CLI::App& app, Chosen& chosen) {
  auto* group = app.add_subcommand("scenario", "Scenario files");
  group->require_subcommand(1);
  group->fallthrough();
  declare_scenario_check(*group, chosen);
  declare_scenario_test(*group, chosen);
  declare_scenario_prove(*group, chosen);
}

}  // namespace chancery::cli
