// What the language itself knows of predicates: those that are built in, and what Sympa says of the
// arguments of the others. The answers of all others come from plugins.
#pragma once

#include "scenario/variables.hpp"

#include <chancery/result.hpp>

#include <span>
#include <string_view>

namespace chancery::scenario {

struct Predicate {
  std::string_view name;
  int least, most;  // arguments
  int pattern;      // which argument is a regular expression; -1: none
  int single;       // which argument must have one value; -1: none
  int people;       // which argument holds addresses; -1: none
  // Null: a plugin answers it.
  Result<bool> (*holds)(const Rule&, std::span<const Value>, const Question&);
};

// Null: nothing is known of it.
const Predicate* predicate_named(std::string_view name);
std::span<const Predicate> known_predicates();

// Of Sympa's language, and not of this version's.
bool is_later_predicate(std::string_view name);

}  // namespace chancery::scenario
