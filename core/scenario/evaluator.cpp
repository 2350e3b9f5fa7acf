#include "scenario/evaluator.hpp"

#include "scenario/predicates.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::scenario {

namespace {

constexpr std::size_t most_values = 5;  // of one variable, in a trace
constexpr std::size_t most_bytes = 100;

std::vector<Value> values_of(const Rule& rule, const Predicate* known, const Question& question) {
  std::vector<Value> values;
  values.reserve(rule.arguments.size());
  for (const auto& argument : rule.arguments) {
    const bool people = known && known->people == static_cast<int>(values.size());
    values.push_back(people ? addresses_of(argument, question) : value_of(argument, question));
  }
  return values;
}

std::string methods_of(const Rule& rule) {
  std::string text;
  for (const auto method : rule.methods) text.append(text.empty() ? "" : ",").append(name(method));
  return text;
}

std::string wrong_method(const Rule& rule, const Question& question) {
  return "the method is " + std::string(name(question.method)) + ", the rule asks for " +
         methods_of(rule);
}

std::string shown(const Value& value) {
  std::string text;
  for (std::size_t i = 0; i < std::min(value.size(), most_values); ++i)
    text += (i == 0 ? "" : ", ") + ("\"" + printable(value[i], most_bytes)) + "\"";
  return value.size() > most_values ? text + " ..." : text;
}

// "is_subscriber([listname],[sender]) is false: [listname] is "l", [sender] is "a@x""
std::string not_fired(const Rule& rule, const std::vector<Value>& values) {
  auto why = rule.condition + (rule.negated ? " is false, for the contrary holds" : " is false");
  std::string where;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (rule.arguments[i].kind == Argument::Kind::variable)
      where +=
          (where.empty() ? ": " : ", ") + rule.arguments[i].written + " is " + shown(values[i]);
  return why + where;
}

Error cannot_decide(const Scenario& scenario, const Rule& rule, const Error& error) {
  return Err(error.code,
             scenario.file + ":" + std::to_string(rule.line) + ": whether " + rule.condition +
                 " holds could not be found out: " + error.what,
             error.hint);
}

void decide(const Rule& rule, Verdict& verdict) {
  const auto& action = rule.action;
  verdict.action = action.name;
  verdict.quiet = action.quiet;
  verdict.notify = action.notify;
  verdict.reason = action.reason ? action.reason : action.message_template;
  if (action.name == "do_it")
    verdict.decision = Distribute{};
  else if (action.name == "reject")
    verdict.decision = Reject{};
  else
    verdict.decision = Hold{};
}

}  // namespace

Result<Verdict> evaluate(const Scenario& scenario, const Question& question, Answers& answers) {
  Verdict verdict;
  verdict.scenario = scenario.name;
  for (const auto& rule : scenario.rules) {
    if (std::find(rule.methods.begin(), rule.methods.end(), question.method) ==
        rule.methods.end()) {
      verdict.tried.push_back({rule.line, wrong_method(rule, question)});
      continue;
    }
    const auto* known = predicate_named(rule.predicate);
    const auto values = values_of(rule, known, question);
    const auto holds = known && known->holds ? known->holds(rule, values, question)
                                             : answers.ask(rule.predicate, values);
    if (!holds) return cannot_decide(scenario, rule, holds.error());
    if (*holds != rule.negated) {
      verdict.rule = FiredRule{scenario.file, rule.line, rule.text};
      decide(rule, verdict);
      return verdict;
    }
    verdict.tried.push_back({rule.line, not_fired(rule, values)});
  }
  verdict.decision = Reject{};
  verdict.action = "reject";
  verdict.reason = "no-rule-match";
  return verdict;
}

}  // namespace chancery::scenario
