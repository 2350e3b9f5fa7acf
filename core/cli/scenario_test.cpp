// scenario test: runs the tables of cases beside the scenarios of a folder, and names the rules
// that no case reaches.
#include "cli/scenario.hpp"
#include "cli/print.hpp"

#include "scenario/cases.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <set>

namespace chancery::cli {

namespace {

using Json = nlohmann::ordered_json;
using scenario::Problem;
using scenario::Scenario;

// What became of one scenario of the folder.
struct Tested {
  std::string file, table;  // without a table: empty
  Scenario scenario;
  std::vector<std::pair<std::string, Problem>> problems;  // each with its file
  scenario::CasesReport report;
};

// "send.own" of "send.own" and of "send.own.cases"; empty for what is neither, as README.md, a copy
// that an editor left, and "include.own", which is a part of scenarios and none itself.
std::string scenario_name(const fs::path& file) {
  auto name = file.filename().string();
  if (name.ends_with(".cases")) name.resize(name.size() - std::string_view(".cases").size());
  const bool plain = std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.';
  });
  const auto dot = name.find('.');
  const bool named = dot != std::string::npos && dot > 0 && dot + 1 < name.size();
  return plain && named && !name.ends_with(".md") && !name.starts_with("include.") ? name : "";
}

Result<std::set<std::string>> scenario_names(const std::string& folder) {
  std::set<std::string> names;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error))
    if (const auto name = scenario_name(entry->path());
        !name.empty() && !fs::is_directory(entry->status()))
      names.insert(name);
  if (error) return Err(Code::unusable, folder + " cannot be read as a folder: " + error.message());
  if (names.empty())
    return Err(Code::unusable, "there is no scenario in " + folder,
               "a scenario is a file called FUNCTION.NAME, as send.private");
  return names;
}

void run_table(const std::string& text, Tested& tested) {
  tested.report = scenario::run_cases(tested.scenario, text);
  for (const auto& problem : tested.report.problems)
    tested.problems.emplace_back(tested.table, problem);
}

Result<Tested> test_scenario(const Session& session, const fs::path& path,
                             const scenario::Vocabulary& vocabulary) {
  Tested tested;
  tested.file = path.string();
  auto parsed = read_scenario(session, tested.file, vocabulary);
  if (!parsed) return parsed.error();
  if (const auto* wrong = std::get_if<scenario::Problems>(&*parsed)) {
    for (const auto& problem : *wrong) tested.problems.emplace_back(tested.file, problem);
    return tested;
  }
  tested.scenario = std::get<Scenario>(std::move(*parsed));
  const auto table = tested.file + ".cases";
  const auto text = read_file(table);
  if (!text && text.error().code != Code::not_found)
    return Err(Code::unusable, text.error().what, text.error().hint);
  if (text) tested.table = table;
  run_table(text ? *text : "", tested);
  return tested;
}

Json json_of(const Tested& tested) {
  Json object = {{"file", tested.file},
                 {"table", tested.table.empty() ? Json() : Json(tested.table)},
                 {"cases", tested.report.cases},
                 {"problems", Json::array()},
                 {"unreached", Json::array()}};
  for (const auto& [file, problem] : tested.problems)
    object["problems"].push_back(problem_json(file, problem));
  for (const auto& rule : tested.report.unreached)
    object["unreached"].push_back({{"file", rule.file}, {"line", rule.line}, {"rule", rule.rule}});
  return object;
}

void tell(const Tested& tested) {
  print(tested.file + ": " +
        (tested.table.empty() ? "no table of cases"
                              : std::to_string(tested.report.cases) + " cases") +
        "\n");
  for (const auto& [file, problem] : tested.problems)
    print("  " + scenario::describe(file, problem) + "\n");
  for (const auto& rule : tested.report.unreached)
    print("  " + rule.file + ":" + std::to_string(rule.line) + ": no case reaches " + rule.rule +
          "\n");
}

Result<int> test(const Session& session, const std::string& folder) {
  const auto names = scenario_names(folder);
  if (!names) return names.error();
  const auto vocabulary = shipped_vocabulary(session);
  Json all = Json::array();
  int code = exit_ok;
  for (const auto& name : *names) {
    const auto tested = test_scenario(session, fs::path(folder) / name, vocabulary);
    if (!tested) return tested.error();
    if (!tested->problems.empty()) code = exit_unusable;
    if (session.json)
      all.push_back(json_of(*tested));
    else
      tell(*tested);
  }
  if (session.json) print_json(all);
  return code;
}

}  // namespace

void declare_scenario_test(CLI::App& group, Chosen& chosen) {
  auto folder = std::make_shared<std::string>();
  auto* command = group.add_subcommand(
      "test", "Run the tables of cases of a folder, and name the rules that no case reaches");
  command->add_option("folder", *folder, "scenarios, each with its .cases beside it")->required();
  command->callback([&chosen, folder] {
    chosen.run = [folder](const Session& session) { return test(session, *folder); };
  });
}

}  // namespace chancery::cli
