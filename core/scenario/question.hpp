// What is asked, and whom the answer may be got from. The evaluator knows nothing else: whoever has
// a real message fills this from it, and whoever has a case from a table.
#pragma once

#include "scenario/scenario.hpp"
#include "scenario/value.hpp"

#include "base/clock.hpp"
#include "mail/message.hpp"
#include "trust/evidence.hpp"

#include <chancery/result.hpp>

#include <span>
#include <string>
#include <string_view>

namespace chancery::scenario {

// What is known before anything is asked. Texts are canonical where they are addresses.
struct Question {
  Method method = Method::smtp;
  std::string sender = "nobody";
  std::string list, domain;            // list: empty when it is about no list
  const Message* message = nullptr;    // after decryption; null: there is none
  std::string email = {};              // whom it is about; empty: the sender
  const Evidence* evidence = nullptr;  // null: nothing was looked at
  Time at{};                           // when it came
  bool list_is_open = true;

  std::string_view about() const { return email.empty() ? sender : email; }
};

// The outside. Asked only when a rule needs it, each time with the same answer. An Error is never
// "no": nothing is decided then.
class Answers {
 public:
  virtual ~Answers() = default;

  // The predicates that are not built in. Where the language means people (the second argument of
  // is_subscriber, is_owner and is_editor, the first of is_listmaster), these are addresses as
  // written in header fields, else decoded texts.
  virtual Result<bool> ask(std::string_view predicate, std::span<const Value> arguments) = 0;

  // A variable that neither the question nor its message hold: `variable` "conf", `key` "domain".
  // What is not there is an empty text.
  virtual Result<Value> value(std::string_view variable, std::string_view key);

  // Whether the named filter `file` ("staff.txt") finds this text.
  virtual Result<bool> search(std::string_view file, std::string_view text);
};

}  // namespace chancery::scenario
