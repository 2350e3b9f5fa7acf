#include "scenario/ways.hpp"

#include <algorithm>

namespace chancery::scenario {

Ways::Ways(const Scenario& scenario)
    : rules_(scenario.rules), facts_(scenario.name.substr(0, scenario.name.find('.'))) {
  for (const auto& rule : rules_) conditions_.push_back(facts_.condition(rule));
}

const Rule* Ways::rule(std::size_t index) const {
  return index < rules_.size() ? &rules_[index] : nullptr;
}

bool Ways::accepts(const Rule& rule, Method method) {
  return std::find(rule.methods.begin(), rule.methods.end(), method) != rule.methods.end();
}

std::optional<std::vector<Literal>> Ways::way(std::size_t index, Method method) const {
  const auto* fires = rule(index);
  if (fires && !accepts(*fires, method)) return std::nullopt;
  std::vector<Literal> literals;
  for (std::size_t i = 0; i < index; ++i)
    if (accepts(rules_[i], method)) literals.push_back(!conditions_[i]);
  if (fires) literals.push_back(conditions_[index]);
  return literals;
}

}  // namespace chancery::scenario
