// scenario check: reads scenario files as a site would, and says everything that is wrong at once.
#include "cli/command.hpp"
#include "cli/print.hpp"

#include "scenario/parser.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace chancery::cli {

namespace {

using Json = nlohmann::ordered_json;

// The predicates that are built in and those that the shipped plugins' files declare: no plugin
// runs.
scenario::Vocabulary shipped_vocabulary(const Session& session) {
  auto vocabulary = scenario::built_in_predicates();
  for (const auto& found : find_plugins({session.places().shipped_plugins})) {
    if (!found.descriptor) continue;
    for (const auto& predicate : found.descriptor->predicates)
      vocabulary.emplace(predicate.name, scenario::Arity{predicate.least, predicate.most});
  }
  return vocabulary;
}

Json problem_json(const std::string& file, const scenario::Problem& problem) {
  return {{"file", file},
          {"line", problem.line},
          {"column", problem.column},
          {"what", problem.what},
          {"hint", problem.hint}};
}

Result<int> check(const Session& session, const std::vector<std::string>& files) {
  const auto vocabulary = shipped_vocabulary(session);
  Json problems = Json::array();
  int code = exit_ok;
  for (const auto& file : files) {
    const auto text = input_file(file);
    if (!text) return text.error();
    const auto parsed =
        scenario::parse(*text, fs::path(file).filename().string(), file, vocabulary);
    const auto* wrong = std::get_if<std::vector<scenario::Problem>>(&parsed);
    if (!wrong && !session.json)
      print(file + ": " + std::to_string(std::get<scenario::Scenario>(parsed).rules.size()) +
            " rules\n");
    if (!wrong) continue;
    code = exit_unusable;
    for (const auto& problem : *wrong) {
      if (session.json)
        problems.push_back(problem_json(file, problem));
      else
        print(scenario::describe(file, problem) + "\n");
    }
  }
  if (session.json) print_json(problems);
  return code;
}

}  // namespace

void declare_scenario(CLI::App& app, Chosen& chosen) {
  auto* group = app.add_subcommand("scenario", "Scenario files");
  group->require_subcommand(1);
  group->fallthrough();
  auto files = std::make_shared<std::vector<std::string>>();
  auto* command = group->add_subcommand("check", "Say everything that is wrong in scenario files");
  command->add_option("files", *files, "scenario files; -: standard input")->required();
  command->callback([&chosen, files] {
    chosen.run = [files](const Session& session) { return check(session, *files); };
  });
}

}  // namespace chancery::cli
