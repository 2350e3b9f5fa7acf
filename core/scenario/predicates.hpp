// What the language itself knows of predicates: those that are built in, and what Sympa says of the
// arguments of the others. The answers of all others come from plugins.
#pragma once

#include "scenario/question.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace chancery::scenario {

// What is wrong with an argument as it is written, whatever is asked later.
struct Flaw {
  int column = 0;
  std::string what, hint;
};

struct Predicate {
  std::string_view name;
  int least = 0, most = 0;  // arguments
  int pattern = -1;         // which argument is a regular expression; -1: none
  unsigned single = 0;      // the bits of the arguments that must have one value
  int people = -1;          // which argument holds addresses; -1: none
  // Null: a plugin answers it.
  Result<bool> (*holds)(const Rule&, std::span<const Value>, const Question&, Answers&) = nullptr;
  // Null: nothing more is to be checked.
  std::optional<Flaw> (*flaw)(const Rule&) = nullptr;
};

// Null: nothing is known of it.
const Predicate* predicate_named(std::string_view name);
std::span<const Predicate> known_predicates();

}  // namespace chancery::scenario
