#include "scenario/proof.hpp"

#include "scenario/facts.hpp"
#include "scenario/ways.hpp"

#include <algorithm>
#include <bit>

namespace chancery::scenario {

namespace {

// Of more literals that follow from others than this, a smallest choice is not looked for, and one
// that cannot be made smaller is taken.
constexpr std::size_t most_searched = 12;

using Literals = std::vector<Literal>;

bool follows(const Facts& facts, const Literals& from, const Literal& literal) {
  auto contrary = from;
  contrary.push_back(!literal);
  return !facts.possible(contrary);
}

bool all_follow(const Facts& facts, const Literals& from, const Literals& literals) {
  return std::all_of(literals.begin(), literals.end(),
                     [&](const Literal& literal) { return follows(facts, from, literal); });
}

Literals without(const Literals& literals, std::size_t index) {
  auto rest = literals;
  rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(index));
  return rest;
}

// Those that `chosen` has a bit for.
Literals picked(const Literals& from, unsigned chosen) {
  Literals literals;
  for (std::size_t i = 0; i < from.size(); ++i)
    if ((chosen >> i & 1U) != 0) literals.push_back(from[i]);
  return literals;
}

Literals joined(Literals literals, const Literals& more) {
  literals.insert(literals.end(), more.begin(), more.end());
  return literals;
}

// The fewest of these from which all of them follow.
Literals fewest(const Facts& facts, const Literals& all) {
  Literals needed, others;
  for (std::size_t i = 0; i < all.size(); ++i)
    (follows(facts, without(all, i), all[i]) ? others : needed).push_back(all[i]);
  if (others.size() > most_searched) {
    auto left = all;
    for (std::size_t i = left.size(); i-- > 0;)
      if (follows(facts, without(left, i), left[i])) left = without(left, i);
    return left;
  }
  for (int size = 0; size < static_cast<int>(others.size()); ++size)
    for (unsigned chosen = 0; chosen < 1U << others.size(); ++chosen) {
      if (std::popcount(chosen) != size) continue;
      const auto some = joined(needed, picked(others, chosen));
      if (all_follow(facts, some, others)) return some;
    }
  return joined(needed, others);
}

class Proof {
 public:
  Proof(const Scenario& scenario, const Claim& claim) : ways_(scenario), claim_(claim) {
    for (const auto& condition : claim.conditions)
      scope_.push_back(ways_.facts().condition(condition));
  }

  bool is_about_nothing() const {
    return claim_.methods.empty() || !ways_.facts().possible(scope_);
  }

  std::optional<CounterExample> search() {
    for (std::size_t index = 0; index < ways_.count(); ++index)
      if ((action_of(index) == claim_.action) == claim_.never)
        for (const auto method : claim_.methods) consider(index, method);
    return std::move(found_);
  }

 private:
  std::string action_of(std::size_t index) const {
    const auto* rule = ways_.rule(index);
    return rule ? rule->action.name : "reject";
  }

  void consider(std::size_t index, Method method) {
    auto way = ways_.way(index, method);
    if (!way) return;
    auto literals = joined(std::move(*way), scope_);
    std::sort(literals.begin(), literals.end());
    literals.erase(std::unique(literals.begin(), literals.end()), literals.end());
    if (!ways_.facts().possible(literals)) return;
    literals = fewest(ways_.facts(), literals);
    if (found_ && found_->facts.size() <= literals.size()) return;
    found_ = CounterExample{method, {}, action_of(index), 0, {}, {}};
    for (const auto& literal : literals)
      found_->facts.push_back({ways_.facts().written(literal.fact), literal.holds});
    const auto* rule = ways_.rule(index);
    if (!rule) return;
    found_->line = rule->line;
    found_->file = rule->file;
    found_->rule = rule->text;
  }

  Ways ways_;
  const Claim& claim_;
  Literals scope_;
  std::optional<CounterExample> found_;
};

}  // namespace

Result<std::optional<CounterExample>> refute(const Scenario& scenario, const Claim& claim) {
  if (scenario.rules.size() > most_provable_rules)
    return Err(Code::unusable, scenario.file + " has " + std::to_string(scenario.rules.size()) +
                                   " rules, and nothing is proven of more than " +
                                   std::to_string(most_provable_rules));
  Proof proof(scenario, claim);
  if (proof.is_about_nothing())
    return Err(Code::usage, "the claim is about nothing: no message can be as it says",
               std::string(claim_grammar));
  return proof.search();
}

}  // namespace chancery::scenario
