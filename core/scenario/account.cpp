#include "scenario/account.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::scenario {

namespace {

constexpr std::size_t most_values = 5;  // of one variable, in a trace
constexpr std::size_t most_bytes = 100;

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
  if (value.size() == 0) return "nothing";
  std::string text;
  for (std::size_t i = 0; i < std::min(value.size(), most_values); ++i)
    text += (i == 0 ? "" : ", ") + ("\"" + printable(value[i], most_bytes)) + "\"";
  return value.size() > most_values ? text + " ..." : text;
}

// "is_subscriber([listname],[sender]) is false: [listname] is "l", [sender] is "a@x""
std::string not_fired(const Rule& rule, std::span<const Value> values) {
  auto why = rule.condition + (rule.negated ? " is false, for the contrary holds" : " is false");
  std::string where;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (rule.arguments[i].kind == Argument::Kind::variable)
      where +=
          (where.empty() ? ": " : ", ") + rule.arguments[i].written + " is " + shown(values[i]);
  return why + where;
}

TriedRule told(const Tried& tried, const Decision& decision, const Scenario& scenario,
               const Question& question) {
  const auto& rule = *tried.rule;
  const auto values = std::span(decision.values).subspan(tried.first, tried.count);
  return {rule.line,
          tried.why == Tried::Why::method ? wrong_method(rule, question) : not_fired(rule, values),
          rule.file == scenario.file ? std::string() : rule.file};
}

void judge(const Action& action, Verdict& verdict) {
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

Verdict account_of(const Decision& decision, const Scenario& scenario, const Question& question) {
  Verdict verdict;
  verdict.scenario = scenario.name;
  judge(*decision.action, verdict);
  for (const auto& tried : decision.tried)
    verdict.tried.push_back(told(tried, decision, scenario, question));
  if (const auto* rule = decision.rule)
    verdict.rule = FiredRule{rule->file, rule->line, rule->text};
  return verdict;
}

}  // namespace chancery::scenario
