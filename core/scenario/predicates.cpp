#include "scenario/predicates.hpp"

#include "scenario/evaluator.hpp"
#include "scenario/pattern.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace chancery::scenario {

namespace {

Result<bool> always(const Rule&, std::span<const Value>, const Question&) { return true; }

// ASCII letters fold as in addresses, other bytes are exact.
Result<bool> equal(const Rule&, std::span<const Value> values, const Question&) {
  return std::any_of(values[0].begin(), values[0].end(), [&](const std::string& item) {
    return equal_ignoring_case(item, values[1].front());
  });
}

Result<bool> match(const Rule& rule, std::span<const Value> values, const Question& question) {
  const auto& expression = rule.arguments[1];
  if (expression.compiled) return expression.compiled->matches_any(values[0]);
  const auto pattern = Pattern::compile(with_domain(expression.text, question.domain));
  return pattern ? pattern->matches_any(values[0]) : Result<bool>(pattern.error());
}

constexpr std::array table = {
    Predicate{"true", 0, 0, -1, -1, -1, always},
    Predicate{"all", 0, 0, -1, -1, -1, always},
    Predicate{"equal", 2, 2, -1, 1, -1, equal},
    Predicate{"match", 2, 2, 1, -1, -1, match},
    Predicate{"is_subscriber", 2, 2, -1, 0, 1, nullptr},
    Predicate{"is_owner", 2, 2, -1, 0, 1, nullptr},
    Predicate{"is_editor", 2, 2, -1, 0, 1, nullptr},
    Predicate{"is_listmaster", 1, 1, -1, -1, 0, nullptr},
};

constexpr std::array<std::string_view, 5> later = {"less_than", "older", "newer", "verify_netmask",
                                                   "search"};

}  // namespace

const Predicate* predicate_named(std::string_view name) {
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const auto& p) { return p.name == name; });
  return found == table.end() ? nullptr : &*found;
}

std::span<const Predicate> known_predicates() { return table; }

bool is_later_predicate(std::string_view name) {
  return std::find(later.begin(), later.end(), name) != later.end();
}

}  // namespace chancery::scenario
