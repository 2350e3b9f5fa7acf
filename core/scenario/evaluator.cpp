#include "scenario/evaluator.hpp"

#include "scenario/predicates.hpp"
#include "scenario/variables.hpp"

#include <algorithm>

namespace chancery::scenario {

namespace {

Action rejected(std::string reason) {
  Action action;
  action.name = "reject";
  action.reason = std::move(reason);
  return action;
}

const Action& no_rule_matches() {
  static const Action action = rejected("no-rule-match");
  return action;
}

const Action& list_is_not_open() {
  static const Action action = rejected("list-no-open");
  return action;
}

// As in Sympa: of a list that is not open nothing can be seen, and nobody posts to it.
bool is_shut(const Scenario& scenario, const Question& question) {
  return !question.list_is_open && !question.list.empty() &&
         (scenario.function() == "send" || scenario.function() == "visibility");
}

bool accepts(const Rule& rule, Method method) {
  return std::find(rule.methods.begin(), rule.methods.end(), method) != rule.methods.end();
}

Error cannot_decide(const Rule& rule, const Error& error) {
  return Err(error.code,
             rule.file + ":" + std::to_string(rule.line) + ": whether " + rule.condition +
                 " holds could not be found out: " + error.what,
             error.hint);
}

class Evaluation {
 public:
  Evaluation(const Question& question, Answers& answers) : question_(question), answers_(answers) {}

  // Whether the rule fires; if not, why is noted.
  Result<bool> fires(const Rule& rule) {
    Tried tried{&rule, Tried::Why::method, 0, 0};
    if (accepts(rule, question_.method)) {
      tried = {&rule, Tried::Why::predicate, static_cast<std::uint32_t>(decision_.values.size()),
               static_cast<std::uint32_t>(rule.arguments.size())};
      const auto holds = asked(rule);
      if (!holds) return cannot_decide(rule, holds.error());
      if (*holds != rule.negated) return true;
    }
    decision_.tried.push_back(tried);
    return false;
  }

  Decision decided(const Action& action, const Rule* rule) {
    decision_.action = &action;
    decision_.rule = rule;
    return std::move(decision_);
  }

 private:
  Result<bool> asked(const Rule& rule) {
    const auto* known = rule.known;
    for (std::size_t i = 0; i < rule.arguments.size(); ++i) {
      const bool people = known && known->people == static_cast<int>(i);
      auto value = people ? addresses_of(rule.arguments[i], question_, answers_)
                          : value_of(rule.arguments[i], question_, answers_);
      if (!value) return value.error();
      decision_.values.push_back(std::move(*value));
    }
    const auto values = std::span<const Value>(decision_.values).last(rule.arguments.size());
    if (known && known->holds) return known->holds(rule, values, question_, answers_);
    return answers_.ask(rule.predicate, values);
  }

  const Question& question_;
  Answers& answers_;
  Decision decision_;
};

}  // namespace

Result<Decision> evaluate(const Scenario& scenario, const Question& question, Answers& answers,
                          const Rule*& asked) {
  Evaluation evaluation(question, answers);
  if (is_shut(scenario, question)) return evaluation.decided(list_is_not_open(), nullptr);
  for (const auto& rule : scenario.rules) {
    asked = &rule;
    const auto fires = evaluation.fires(rule);
    if (!fires) return fires.error();
    if (*fires) return evaluation.decided(rule.action, &rule);
  }
  return evaluation.decided(no_rule_matches(), nullptr);
}

Result<Decision> evaluate(const Scenario& scenario, const Question& question, Answers& answers) {
  const Rule* asked = nullptr;
  return evaluate(scenario, question, answers, asked);
}

}  // namespace chancery::scenario
