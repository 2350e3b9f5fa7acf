// Decides by a scenario. Reaches outside only through Answers; same question and answers, same
// decision. An error in a predicate that had to be asked is an error of the whole: never "no".
#pragma once

#include "scenario/scenario.hpp"

#include "mail/message.hpp"
#include "trust/verdict.hpp"

#include <chancery/result.hpp>

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::scenario {

using Value = std::vector<std::string>;  // one item a text, one each header field of that name

// What the decision is about. Texts are canonical where they are addresses.
struct Question {
  Method method = Method::smtp;
  std::string sender = "nobody";
  std::string list, domain;
  const Message* message = nullptr;  // after decryption; for [msg_header->X]
};

// The predicates that are not built in. `what` is for the trace.
class Answers {
 public:
  virtual ~Answers() = default;
  virtual Result<bool> ask(std::string_view predicate, std::span<const Value> arguments) = 0;
};

// The fields action, reason, scenario, rule, tried, quiet and notify of the verdict and its
// decision. Nothing fired: Reject with reason "no-rule-match".
Result<Verdict> evaluate(const Scenario& scenario, const Question& question, Answers& answers);

}  // namespace chancery::scenario
