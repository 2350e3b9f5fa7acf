// scenario check: reads scenario files as a site would, and says everything that is wrong at once,
// and of those that are well-formed what is hardly meant.
#include "cli/print.hpp"
#include "cli/scenario.hpp"

#include "scenario/lint.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace chancery::cli {

namespace {

using Json = nlohmann::ordered_json;

// What is said of all the files, as it comes or as one array.
class Findings {
 public:
  explicit Findings(bool json) : json_(json) {}

  void errors(const std::string& file, const scenario::Problems& problems) {
    for (const auto& problem : problems) add(file, problem, "error", "");
  }
  void warnings(const std::string& file, const scenario::Scenario& scenario) {
    if (!json_) print(file + ": " + std::to_string(scenario.rules.size()) + " rules\n");
    for (const auto& problem : scenario::lint(scenario)) add(file, problem, "warning", "warning: ");
  }
  void tell() const {
    if (json_) print_json(found_);
  }

 private:
  void add(const std::string& file, scenario::Problem problem, const char* severity,
           const char* mark) {
    if (json_) {
      found_.push_back(problem_json(file, problem));
      found_.back()["severity"] = severity;
      return;
    }
    problem.what = mark + problem.what;
    print(scenario::describe(file, problem) + "\n");
  }

  bool json_;
  Json found_ = Json::array();
};

Result<int> check(const Session& session, const std::vector<std::string>& files) {
  const auto vocabulary = shipped_vocabulary(session);
  Findings findings(session.json);
  int code = exit_ok;
  for (const auto& file : files) {
    const auto parsed = read_scenario(session, file, vocabulary);
    if (!parsed) {
      code = exit_unusable;
      findings.errors(file, {{0, 0, parsed.error().what, parsed.error().hint}});
    } else if (const auto* wrong = std::get_if<scenario::Problems>(&*parsed)) {
      code = exit_unusable;
      findings.errors(file, *wrong);
    } else {
      findings.warnings(file, std::get<scenario::Scenario>(*parsed));
    }
  }
  findings.tell();
  return code;
}

}  // namespace

void declare_scenario_check(CLI::App& group, Chosen& chosen) {
  auto files = std::make_shared<std::vector<std::string>>();
  auto sympa = std::make_shared<bool>(false);
  auto* command = group.add_subcommand(
      "check", "Say everything that is wrong in scenario files, and what is hardly meant");
  command->add_option("files", *files, "scenario files; -: standard input")->required();
  command->add_flag("--sympa", *sympa, "say what Sympa does with them, what is done here, and why");
  command->callback([&chosen, files, sympa] {
    chosen.run = [files, sympa](const Session& session) {
      return *sympa ? compare_with_sympa(session, *files) : check(session, *files);
    };
  });
}

}  // namespace chancery::cli
