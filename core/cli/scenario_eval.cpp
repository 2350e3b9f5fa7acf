// scenario eval: decides the cases of a file, each for itself, and prints one line of JSON a case.
// A case that cannot be decided prints why; the others are decided all the same.
#include "cli/case_answers.hpp"
#include "cli/print.hpp"
#include "cli/scenario.hpp"

#include "base/text.hpp"
#include "scenario/evaluator.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace chancery::cli {

namespace {

using Json = nlohmann::ordered_json;
using scenario::Problem;
using scenario::Scenario;

constexpr std::size_t most_bytes = std::size_t{1} << 30;

struct EvalArguments {
  std::string cases;
  std::vector<fs::path> folders;  // of scenarios, before the site's and the shipped ones
};

// What is said in place of a decision.
Json error_json(const Problem& problem) {
  Json error = {{"line", problem.line}, {"column", problem.column}, {"what", problem.what}};
  if (!problem.hint.empty()) error["hint"] = problem.hint;
  if (!problem.file.empty()) error["file"] = problem.file;
  return {{"error", std::move(error)}};
}

Json error_json(const Error& error) { return error_json(Problem{0, 0, error.what, error.hint}); }

// As Sympa writes it: request_auth([email]),quiet.
std::string action_text(const scenario::Action& action) {
  return action.name + (action.target ? "([" + *action.target + "])" : "") +
         (action.quiet ? ",quiet" : "") + (action.notify ? ",notify" : "");
}

Json decision_json(const scenario::Decision& decision, const Scenario& scenario) {
  const auto& action = *decision.action;
  Json json = {{"action", action_text(action)},
               {"reason", action.reason ? Json(*action.reason) : Json(nullptr)}};
  if (action.message_template) json["tt2"] = *action.message_template;
  json["rule"] = decision.rule ? Json(decision.rule->line) : Json(nullptr);
  if (decision.rule && decision.rule->file != scenario.file) json["file"] = decision.rule->file;
  return json;
}

class Evaluator {
 public:
  Evaluator(const Session& session, const EvalArguments& arguments)
      : vocabulary_(shipped_vocabulary(session)),
        folders_(arguments.folders),
        now_(SystemClock().now()) {
    const auto places = session.places();
    folders_.push_back(places.etc / "scenari");
    folders_.push_back(places.shipped_scenarios);
  }

  Json answer(const Json& json) const {
    Json line = {{"id", json.is_object() && json.contains("id") ? json["id"] : Json(nullptr)}};
    const auto world = case_of(json);
    line.update(world ? decide(*world) : error_json(world.error()));
    return line;
  }

 private:
  Result<scenario::Source> source_of(const ScenarioCase& world) const {
    if (world.text) return scenario::Source{*world.text, "text"};
    if (world.name) return file_in(folders_, world.function + "." + *world.name);
    auto text = input_file(*world.file);
    if (!text) return text.error();
    return scenario::Source{std::move(*text), *world.file};
  }

  scenario::Company company_of(const ScenarioCase& world) const {
    scenario::Company company;
    company.include = [this, &world](const std::string& name) -> Result<scenario::Source> {
      const auto file = "include." + name;
      if (const auto found = world.includes.find(file); found != world.includes.end())
        return scenario::Source{found->second, file};
      auto folders = folders_;
      if (world.file) folders.insert(folders.begin(), fs::path(*world.file).parent_path());
      return file_in(folders, file);
    };
    company.header = true;
    company.blocklist = world.blocklist;
    return company;
  }

  Json decide(const ScenarioCase& world) const {
    const auto source = source_of(world);
    if (!source) return error_json(source.error());
    const auto name = world.function + "." + world.name.value_or("text");
    const auto parsed =
        scenario::parse(source->text, name, source->file, vocabulary_, company_of(world));
    if (const auto* problems = std::get_if<std::vector<Problem>>(&parsed))
      return error_json(problems->front());
    return evaluated(std::get<Scenario>(parsed), world);
  }

  Json evaluated(const Scenario& scenario, const ScenarioCase& world) const {
    scenario::Question question;
    question.method = world.method;
    question.sender = world.sender;
    question.email = world.email;
    question.list = world.has_list ? world.list : "";
    question.domain = world.domain;
    question.message = world.message ? &*world.message : nullptr;
    question.evidence = &world.evidence;
    question.at = now_;
    question.list_is_open = world.is_open;
    CaseAnswers answers(world, now_);
    const scenario::Rule* asked = nullptr;
    const auto decision = evaluate(scenario, question, answers, asked);
    if (decision) return decision_json(*decision, scenario);
    const auto& error = decision.error();
    return error_json(Problem{asked ? asked->line : 0, 1, error.what, error.hint,
                              asked && asked->file != scenario.file ? asked->file : ""});
  }

  scenario::Vocabulary vocabulary_;
  std::vector<fs::path> folders_;
  Time now_;
};

void print_line(const Json& json) {
  print(json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

// An array, or one object a line.
Result<int> eval(const Session& session, const EvalArguments& arguments) {
  const auto text = input_file(arguments.cases, most_bytes);
  if (!text) return text.error();
  const Evaluator evaluator(session, arguments);
  if (trim(*text).starts_with('[')) {
    const auto cases = Json::parse(*text, nullptr, false);
    if (!cases.is_array())
      return Err(Code::unusable, arguments.cases + " is no JSON array of cases");
    for (const auto& one : cases) print_line(evaluator.answer(one));
    return exit_ok;
  }
  int number = 0;
  for (const auto line : lines(*text)) {
    ++number;
    if (trim(line).empty()) continue;
    const auto one = Json::parse(line, nullptr, false);
    if (one.is_discarded())
      return Err(Code::unusable,
                 arguments.cases + ":" + std::to_string(number) + ": this line is no JSON");
    print_line(evaluator.answer(one));
  }
  return exit_ok;
}

}  // namespace

void declare_scenario_eval(CLI::App& group, Chosen& chosen) {
  auto arguments = std::make_shared<EvalArguments>();
  auto* command = group.add_subcommand("eval", "Decide cases, and print one line of JSON for each");
  command
      ->add_option("--cases", arguments->cases,
                   "a JSON array, or one object a line; -: standard input")
      ->required();
  command
      ->add_option("--scenarios", arguments->folders,
                   "a folder to look for scenarios in first; may be given again")
      ->allow_extra_args(false);
  command->callback([&chosen, arguments] {
    chosen.run = [arguments](const Session& session) { return eval(session, *arguments); };
  });
}

}  // namespace chancery::cli
