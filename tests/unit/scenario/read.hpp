// Scenarios as texts, and answers about people that need no store.
#pragma once

#include "scenario/account.hpp"
#include "scenario/parser.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace test {

using namespace chancery;
using namespace chancery::scenario;

inline Vocabulary vocabulary() {
  auto words = built_in_predicates();
  words["is_subscriber"] = words["is_owner"] = words["is_editor"] = {2, 2};
  words["is_listmaster"] = {1, 1};
  return words;
}

// Of no function that is known, so that every action may be written.
inline std::variant<Scenario, std::vector<Problem>> read(const std::string& text,
                                                         const std::string& name = "any.test") {
  return parse(text, name, "send.test", vocabulary());
}

inline Scenario good(const std::string& text, const std::string& name = "any.test") {
  auto parsed = read(text, name);
  if (auto* problems = std::get_if<std::vector<Problem>>(&parsed))
    throw std::runtime_error(describe("send.test", problems->front()));
  return std::get<Scenario>(std::move(parsed));
}

// Each as "LINE:COLUMN: WHAT; HINT".
inline std::vector<std::string> problems(const std::string& text) {
  const auto parsed = read(text);
  std::vector<std::string> found;
  if (const auto* all = std::get_if<std::vector<Problem>>(&parsed))
    for (const auto& problem : *all) found.push_back(describe("", problem).substr(1));
  return found;
}

// One line of all of them, for tests that look for a word.
inline std::string refusal(const std::string& text) {
  std::string all;
  for (const auto& problem : problems(text)) all += problem + "\n";
  return all;
}

inline Rule rule(const std::string& line) { return good(line).rules.at(0); }

inline Message message(const std::string& text) {
  return Message::parse(std::make_shared<const std::string>(text)).value();
}

// Who is what, of which list; "fails" as a list is one that cannot be asked.
class People final : public Answers {
 public:
  People& with(const std::string& predicate, const std::string& list, const std::string& who) {
    known_.insert(predicate + " " + list + " " + who);
    return *this;
  }

  Result<bool> ask(std::string_view predicate, std::span<const Value> arguments) override {
    asked.push_back(std::string(predicate));
    const bool about_list = predicate != "is_listmaster";
    const auto list = std::string(about_list ? arguments[0].front() : "");
    if (list == "fails") return Err(Code::try_later, "the store is away", "wake it");
    const auto& people = arguments[about_list ? 1 : 0];
    return people.any([&](std::string_view who) {
      return known_.contains(std::string(predicate) + " " + list + " " + std::string(who));
    });
  }

  // "conf->x" and "topic" are what was set; all else is an empty text, but "fails".
  People& set(const std::string& variable, const std::string& value) {
    values_[variable] = value;
    return *this;
  }
  Result<Value> value(std::string_view variable, std::string_view key) override {
    if (key == "fails") return Err(Code::try_later, "the store is away");
    const auto name = std::string(variable) + (key.empty() ? "" : "->" + std::string(key));
    const auto found = values_.find(name);
    return Value(found == values_.end() ? std::string_view() : found->second);
  }
  Result<bool> search(std::string_view file, std::string_view text) override {
    if (file == "fails.txt") return Err(Code::try_later, "the directory is away");
    return known_.contains("search " + std::string(file) + " " + std::string(text));
  }

  std::vector<std::string> asked;

 private:
  std::set<std::string> known_;
  std::map<std::string, std::string> values_;
};

// The decision with its whole account.
inline Result<Verdict> judge(const Scenario& scenario, const Question& question, People& people) {
  const auto decision = evaluate(scenario, question, people);
  if (!decision) return decision.error();
  return account_of(*decision, scenario, question);
}

inline Question question(Method method = Method::smtp) {
  return {method, "a@x.org", "l", "lists.example.org", nullptr};
}

// The action that fires, with its reason behind a blank: "reject no-rule-match".
inline std::string decision(const std::string& text, const Question& asked = question(),
                            People people = {}) {
  const auto scenario = good(text);
  const auto verdict = judge(scenario, asked, people);
  if (!verdict) return "error: " + verdict.error().what;
  return verdict->action + (verdict->quiet ? ",quiet" : "") + (verdict->notify ? ",notify" : "") +
         (verdict->reason ? " " + *verdict->reason : "");
}

}  // namespace test
