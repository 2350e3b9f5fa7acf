// The ways through a scenario: for each rule what must be so that it is the one that fires.
//
// The first rule that fires decides, so a way is one conjunction: none of the rules before fires,
// and this one does. That is why all of them can be looked at.
#pragma once

#include "scenario/facts.hpp"
#include "scenario/scenario.hpp"

#include <optional>
#include <vector>

namespace chancery::scenario {

// Borrows the scenario.
class Ways {
 public:
  explicit Ways(const Scenario& scenario);

  Facts& facts() { return facts_; }
  const Facts& facts() const { return facts_; }
  // One for each rule, and the last for no rule at all.
  std::size_t count() const { return rules_.size() + 1; }
  // Null for the last.
  const Rule* rule(std::size_t index) const;
  // What the rule's condition asks for.
  Literal condition(std::size_t index) const { return conditions_[index]; }
  static bool accepts(const Rule& rule, Method method);
  // Not checked for being possible. None: the rule does not accept the method.
  std::optional<std::vector<Literal>> way(std::size_t index, Method method) const;

 private:
  const std::vector<Rule>& rules_;
  Facts facts_;
  std::vector<Literal> conditions_;
};

}  // namespace chancery::scenario
