// Any bytes as a scenario and a message, separated by a NUL byte: deciding ends, says why in text
// that can be printed, and decides the same twice. What is asked of the outside is answered yes or
// no, or not at all.
#include "base/check.hpp"
#include "base/text.hpp"
#include "scenario/account.hpp"
#include "scenario/parser.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

using namespace chancery;
using namespace chancery::scenario;

namespace {

// Answers that depend on nothing but what is asked.
class Answer final : public Answers {
 public:
  explicit Answer(std::string_view bytes) : bytes_(bytes) {}

  Result<bool> ask(std::string_view predicate, std::span<const Value> arguments) override {
    std::size_t size = predicate.size();
    for (const auto& value : arguments)
      for (std::size_t i = 0; i < value.size(); ++i) size += value[i].size();
    return yes_or_no(size);
  }
  Result<Value> value(std::string_view variable, std::string_view key) override {
    const auto size = variable.size() + key.size();
    if (size % 7 == 0) return Err(Code::try_later, "away");
    return size % 3 == 0 ? Value(std::vector<std::string>()) : Value(bytes_.substr(0, size));
  }
  Result<bool> search(std::string_view file, std::string_view text) override {
    return yes_or_no(file.size() + text.size());
  }

 private:
  static Result<bool> yes_or_no(std::size_t size) {
    if (size % 5 == 0) return Err(Code::try_later, "away");
    return size % 2 == 0;
  }
  std::string_view bytes_;
};

Vocabulary vocabulary() {
  auto words = built_in_predicates();
  words["is_subscriber"] = words["is_owner"] = words["is_editor"] = {2, 2};
  words["is_listmaster"] = {1, 1};
  return words;
}

std::string told(const Scenario& scenario, const Question& question, std::string_view bytes) {
  Answer answers(bytes);
  const auto decision = evaluate(scenario, question, answers);
  if (!decision) return decision.error().what;
  CHECK(decision->action != nullptr, "a decision has an action");
  const auto verdict = account_of(*decision, scenario, question);
  auto text = verdict.action + " " + verdict.reason.value_or("");
  for (const auto& tried : verdict.tried) text += "\n" + tried.why;
  return verdict.rule ? text + "\n" + verdict.rule->text : text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(bytes.find('\0'), bytes.size());
  const auto message =
      Message::parse(make_buffer(std::string(bytes.substr(std::min(end + 1, size)))));
  const auto parsed = parse(bytes.substr(0, end), "any.fuzz", "any.fuzz", vocabulary());
  const auto* scenario = std::get_if<Scenario>(&parsed);
  if (!scenario || !message) return 0;
  Evidence evidence;
  evidence.opened.status = Status::valid;
  for (const auto method : {Method::smtp, Method::smime}) {
    Question question;
    question.method = method;
    question.sender = "a@x.org";
    question.list = size % 4 == 0 ? "" : "list";
    question.domain = "lists.example.org";
    question.message = &*message;
    question.evidence = &evidence;
    question.at = from_seconds(1'700'000'000);
    const auto first = told(*scenario, question, bytes);
    CHECK(is_utf8(first), "a trace is text");
    CHECK(first == told(*scenario, question, bytes), "a decision is repeatable");
  }
  return 0;
}
