#include "cli/scenario.hpp"

#include "cli/print.hpp"

#include "host/plugins.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace chancery::cli {

namespace {

constexpr std::size_t most_bytes = 1'000'000;

scenario::Company company_of(const Session& session, const std::string& file) {
  scenario::Company company;
  const auto folders = include_folders(session, fs::path(file).parent_path());
  company.include = [folders](const std::string& name) {
    return file_in(folders, "include." + name);
  };
  company.header = true;
  return company;
}

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

Parsed parse_scenario(const Session& session, const std::string& text, const std::string& file,
                      const scenario::Vocabulary& vocabulary) {
  return scenario::parse(text, fs::path(file).filename().string(), file, vocabulary,
                         company_of(session, file));
}

Result<Parsed> read_scenario(const Session& session, const std::string& file,
                             const scenario::Vocabulary& vocabulary) {
  const auto text = input_file(file);
  if (!text) return text.error();
  return parse_scenario(session, *text, file, vocabulary);
}

nlohmann::ordered_json problem_json(const std::string& file, const scenario::Problem& problem) {
  return {{"file", problem.file.empty() ? file : problem.file},
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
  declare_scenario_eval(*group, chosen);
  declare_scenario_test(*group, chosen);
  declare_scenario_prove(*group, chosen);
}

}  // namespace chancery::cli
