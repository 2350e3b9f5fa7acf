// The variables of the language: one table that the parser checks names against and the evaluator
// takes values from. A new variable is one line of it.
#pragma once

#include "scenario/question.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::scenario {

struct Variable {
  enum class Key { none, any, one_of };  // [name], [name->anything], [name->one of these]

  std::string_view name;
  Key key = Key::none;
  bool has_many = false;   // several values, or none
  bool has_index = false;  // and one of them may be picked
  // Null: the outside has it, and Answers is asked.
  Result<Value> (*value)(const Argument&, const Question&) = nullptr;
  std::span<const std::string_view> keys = {};  // of Key::one_of
  // Nobody but the site's and the lists' administrators can say what it holds.
  bool is_of_administrators = false;
};

// Null: no variable of the language.
const Variable* variable_named(std::string_view name);
std::span<const Variable> variables();

// Texts as written, variables as they are in this question.
Result<Value> value_of(const Argument& argument, const Question& question, Answers& answers);
// The same where people are meant: of header fields and texts the addresses that stand in them, and
// nothing else that a decoded display name might look like.
Result<Value> addresses_of(const Argument& argument, const Question& question, Answers& answers);

}  // namespace chancery::scenario
