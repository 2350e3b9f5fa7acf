// scenario check: reads scenario files as a site would, and says everything that is wrong at once.
#include "cli/print.hpp"
#include "cli/scenario.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace chancery::cli {

namespace {

using Json = nlohmann::ordered_json;

Result<int> check(const Session& session, const std::vector<std::string>& files) {
  const auto vocabulary = shipped_vocabulary(session);
  Json problems = Json::array();
  int code = exit_ok;
  for (const auto& file : files) {
    const auto parsed = read_scenario(file, vocabulary);
    if (!parsed) return parsed.error();
    const auto* wrong = std::get_if<scenario::Problems>(&*parsed);
    if (!wrong && !session.json)
      print(file + ": " + std::to_string(std::get<scenario::Scenario>(*parsed).rules.size()) +
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

void declare_scenario_check(CLI::App& group, Chosen& chosen) {
  auto files = std::make_shared<std::vector<std::string>>();
  auto* command = group.add_subcommand("check", "Say everything that is wrong in scenario files");
  command->add_option("files", *files, "scenario files; -: standard input")->required();
  command->callback([&chosen, files] {
    chosen.run = [files](const Session& session) { return check(session, *files); };
  });
}

}  // namespace chancery::cli
