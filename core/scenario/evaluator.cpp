#include "scenario/evaluator.hpp"

#include "scenario/pattern.hpp"

#include "base/text.hpp"
#include "mail/header.hpp"

#include <algorithm>

namespace chancery::scenario {

namespace {

Value header_values(const Question& question, const Argument& argument) {
  Value values;
  for (const auto value : question.message->values(argument.key))
    values.push_back(decode_words(value));
  if (!argument.index) return values.empty() ? Value{""} : values;
  const auto count = static_cast<int>(values.size());
  const int index = *argument.index < 0 ? *argument.index + count : *argument.index;
  if (index < 0 || index >= count) return {""};
  return {values[static_cast<std::size_t>(index)]};
}

Value value_of(const Argument& argument, const Question& question) {
  if (argument.kind != Argument::Kind::variable) return {argument.text};
  const auto& name = argument.variable;
  if (name == "sender" || name == "email") return {question.sender};
  if (name == "listname") return {question.list};
  if (name == "domain" || name == "host") return {question.domain};
  return header_values(question, argument);
}

Result<bool> match(const Value& subjects, const Argument& expression, const Question& question) {
  const auto pattern = Pattern::compile(expression.text, question.domain);
  if (!pattern) return pattern.error();
  for (const auto& subject : subjects) {
    const auto found = pattern->matches(subject);
    if (!found || *found) return found;
  }
  return false;
}

Result<bool> ask(const Rule& rule, const Question& question, Answers& answers) {
  if (rule.predicate == "true" || rule.predicate == "all") return true;
  std::vector<Value> values;
  for (const auto& argument : rule.arguments) values.push_back(value_of(argument, question));
  if (rule.predicate == "match") return match(values[0], rule.arguments[1], question);
  if (rule.predicate == "equal")
    return std::any_of(values[0].begin(), values[0].end(), [&](const std::string& item) {
      return equal_ignoring_case(item, values[1].front());
    });
  return answers.ask(rule.predicate, values);
}

std::string methods_of(const Rule& rule) {
  std::string text;
  for (const auto method : rule.methods) text.append(text.empty() ? "" : ",").append(name(method));
  return text;
}

// The condition as written, up to the methods.
std::string condition_of(const Rule& rule) {
  const auto end = rule.text.rfind(')', rule.text.find("->"));
  return rule.text.substr(0, end == std::string::npos ? end : end + 1);
}

std::string not_true(const Rule& rule, const Question& question) {
  std::string values;
  for (const auto& argument : rule.arguments) {
    if (argument.kind != Argument::Kind::variable) continue;
    for (const auto& item : value_of(argument, question))
      values += (values.empty() ? "" : ", ") + printable(item, 100);
  }
  return condition_of(rule) + " is false" + (values.empty() ? "" : " for " + values);
}

void decide(const Rule& rule, Verdict& verdict) {
  const auto& action = rule.action;
  verdict.action = action.name;
  verdict.quiet = action.quiet;
  verdict.notify = action.notify;
  verdict.reason = action.reason ? action.reason : action.message_template;
  if (action.name == "do_it")
    verdict.decision = Distribute{};
  else if (action.name != "reject")
    verdict.decision = Hold{};
  else if (action.quiet)
    verdict.decision = Discard{};
  else
    verdict.decision = Reject{};
}

}  // namespace

Result<Verdict> evaluate(const Scenario& scenario, const Question& question, Answers& answers) {
  Verdict verdict;
  verdict.scenario = scenario.name;
  for (const auto& rule : scenario.rules) {
    if (std::find(rule.methods.begin(), rule.methods.end(), question.method) ==
        rule.methods.end()) {
      verdict.tried.push_back({rule.line, "the method is " + std::string(name(question.method)) +
                                              ", and it asks for " + methods_of(rule)});
      continue;
    }
    const auto answer = ask(rule, question, answers);
    if (!answer)
      return Err(answer.error().code,
                 scenario.file + ":" + std::to_string(rule.line) + ": " + condition_of(rule) +
                     " could not be found out: " + answer.error().what,
                 answer.error().hint);
    if (*answer != rule.negated) {
      verdict.rule = FiredRule{scenario.file, rule.line, rule.text};
      decide(rule, verdict);
      return verdict;
    }
    verdict.tried.push_back({rule.line, not_true(rule, question)});
  }
  verdict.decision = Reject{};
  verdict.action = "reject";
  verdict.reason = "no-rule-match";
  return verdict;
}

}  // namespace chancery::scenario
