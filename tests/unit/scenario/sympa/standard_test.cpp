// The standard scenarios decide as the files of the same names that Sympa 6.2.70 ships.
#include "read.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

#include "base/files.hpp"
#include "base/text.hpp"

#include <nlohmann/json.hpp>

#include <fstream>

using namespace test;

namespace {

using Json = nlohmann::json;

// Where only the reason is ours: what matches no rule has that for a reason.
const std::map<std::string, std::string> own_reason = {
    {"send.private_smime", "reject no-rule-match"}};

std::vector<Json> read_lines(const std::string& file) {
  std::vector<Json> all;
  std::ifstream stream(fs::path(CHANCERY_SYMPA_CASES) / file);
  for (std::string line; std::getline(stream, line);)
    if (!line.empty()) all.push_back(Json::parse(line));
  return all;
}

// "request_auth([email])", "reject send_owner": with the target, which a verdict does not have.
std::string ours(const Scenario& scenario, const Json& one) {
  const auto sender = one["sender"].get<std::string>();
  People people;
  for (const std::string role : {"subscriber", "owner", "editor", "listmaster"})
    if (one.value("is_" + role, false))
      people.with("is_" + role, role == "listmaster" ? "" : "l", sender);
  // The lists of these cases have no editor, so that the owners are it; a listmaster is an owner.
  if (one.value("is_listmaster", false)) people.with("is_owner", "l", sender);
  if (one.value("is_owner", false)) people.with("is_editor", "l", sender);
  auto asked = question(method_named(one["auth_method"].get<std::string>()).value());
  asked.sender = sender;
  const auto verdict = judge(scenario, asked, people).value();
  auto text = verdict.action + (verdict.quiet ? ",quiet" : "") + (verdict.notify ? ",notify" : "");
  for (const auto& rule : scenario.rules)
    if (verdict.rule && rule.line == verdict.rule->line && rule.action.target)
      text += "([" + *rule.action.target + "])";
  return text + (verdict.reason ? " " + *verdict.reason : "");
}

std::string theirs(const Json& answer) {
  const auto why = answer.contains("reason") ? answer["reason"] : answer.value("tt2", Json());
  return std::string(trim(answer["action"].get<std::string>())) +
         (why.is_string() ? " " + why.get<std::string>() : "");
}

std::string name_of(const Json& one) {
  return one["function"].get<std::string>() + "." + one["name"].get<std::string>();
}

}  // namespace

TEST_CASE("the standard scenarios decide as those of Sympa with the same names") {
  std::map<std::string, std::string> answers;
  for (const auto& answer : read_lines("shipped.sympa-6.2.70.jsonl"))
    answers[answer["id"].get<std::string>()] = theirs(answer);
  std::set<std::string> compared, with_own_reason;
  for (const auto& one : read_lines("shipped.cases.jsonl")) {
    const auto file = source_folder() / "scenarios" / name_of(one);
    if (!fs::exists(file)) continue;
    INFO(one["id"].get<std::string>());
    compared.insert(name_of(one));
    const auto found = ours(good(read_file(file).value()), one);
    const auto expected = answers.at(one["id"].get<std::string>());
    const auto own = own_reason.find(name_of(one));
    if (found == expected || own == own_reason.end()) {
      CHECK(found == expected);
      continue;
    }
    CHECK(found == own->second);
    CHECK(expected.starts_with("reject "));
    with_own_reason.insert(name_of(one));
  }
  CHECK(compared.size() >= 35);
  CHECK(with_own_reason.size() == own_reason.size());
}
