// One line that is a rule: [!]predicate(arguments) methods -> action.
#pragma once

#include "scenario/parser.hpp"
#include "scenario/token_reader.hpp"

namespace chancery::scenario {

// What is wrong goes into the problems of the reader; then the rule is of no use. `function`: what
// is asked, "send".
Rule read_rule(TokenReader& tokens, const Vocabulary& vocabulary, std::string_view function);

}  // namespace chancery::scenario
