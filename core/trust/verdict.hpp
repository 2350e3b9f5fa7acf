// What may happen to a message, with the whole way to that decision. A policy stop is a value;
// a failure on the way is an Error and never looks like one of these.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chancery {

struct Distribute {};
struct Hold {};     // kept for whoever may release it
struct Reject {};   // told to the sender
struct Discard {};  // rejected without a word

struct FiredRule {
  std::string file;
  int line = 0;
  std::string text;
};
struct TriedRule {
  int line = 0;
  std::string why;  // "is_subscriber([listname],[sender]) is false", "smime is none of its methods"
  std::string file = {};  // of an include; empty: the scenario's own
};

struct Verdict {
  std::variant<Distribute, Hold, Reject, Discard> decision;
  std::string action;                 // of the scenario: "do_it", "reject", "editorkey" ...
  std::optional<std::string> reason;  // "no-rule-match", or what the rule says
  std::string list;                   // name of the list that it is about
  std::string scenario;               // "send.private_smime"
  std::optional<FiredRule> rule;      // none: nothing fired
  std::vector<TriedRule> tried;       // in order, those that did not fire
  bool quiet = false;                 // no notice to the sender
  bool notify = false;                // tell the owners
};

}  // namespace chancery
