// What somebody claims of a scenario: "never do_it without smime".
#pragma once

#include "scenario/parser.hpp"

#include <chancery/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace chancery::scenario {

// Whatever is asked by one of these methods, while all of these conditions hold, never comes to the
// action, or always does.
struct Claim {
  bool never = true;
  std::string action;  // its name: of reject(...) and do_it,quiet the first word
  std::vector<Method> methods;
  std::vector<Rule> conditions;  // only predicate, arguments, negated and condition
};

// What a claim may look like, for whoever wrote another.
extern const std::string_view claim_grammar;

// `usage` for what is none, with the grammar as hint.
Result<Claim> parse_claim(std::string_view text, const Vocabulary& vocabulary);

}  // namespace chancery::scenario
