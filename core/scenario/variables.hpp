// The variables of the language: one table that the parser checks names against and the evaluator
// takes values from. A new variable is one line of it.
#pragma once

#include "scenario/scenario.hpp"

#include <chancery/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace chancery::scenario {

struct Question;
using Value = std::vector<std::string>;  // one item a text, one each header field of that name

struct Variable {
  std::string_view name;
  bool has_key;                                      // [name->key]
  bool has_many;                                     // several values; may have an index
  Value (*value)(const Question&, const Argument&);  // null: not supported yet
};

// Null: no variable of the language, of today or of Sympa.
const Variable* variable_named(std::string_view name);
std::vector<std::string> supported_variables();

// Texts as written, variables as they are in this question; never empty.
Value value_of(const Argument& argument, const Question& question);
// The same where people are meant: of header fields and texts the addresses that stand in them, and
// nothing else that a decoded display name might look like.
Value addresses_of(const Argument& argument, const Question& question);

}  // namespace chancery::scenario
