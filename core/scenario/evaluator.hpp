// Decides by a scenario. Reaches outside only through Answers; same question and answers, same
// decision. An error in a predicate that had to be asked is an error of the whole: never "no".
#pragma once

#include "scenario/scenario.hpp"
#include "scenario/variables.hpp"

#include "mail/message.hpp"
#include "trust/verdict.hpp"

#include <chancery/result.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::scenario {

// What the decision is about. Texts are canonical where they are addresses.
struct Question {
  Method method = Method::smtp;
  std::string sender = "nobody";
  std::string list, domain;
  const Message* message = nullptr;  // after decryption; for [msg_header->X]; null: it has no field
  std::string email = {};            // whom it is about; empty: the sender
};

// The predicates that are not built in, asked with their arguments' values. Where the language
// means people (the second argument of is_subscriber, is_owner and is_editor, the first of
// is_listmaster), these are addresses as written in header fields, else decoded texts.
class Answers {
 public:
  virtual ~Answers() = default;
  virtual Result<bool> ask(std::string_view predicate, std::span<const Value> arguments) = 0;
};

// The fields action, reason, scenario, rule, tried, quiet and notify of the verdict and its
// decision: do_it distributes, reject rejects (`quiet`: without a word), all others hold. The
// reason of reject(tt2='name') is the name. Nothing fired: Reject with reason "no-rule-match".
// An error of Answers comes back with its code, and names file, line and condition.
Result<Verdict> evaluate(const Scenario& scenario, const Question& question, Answers& answers);

}  // namespace chancery::scenario
