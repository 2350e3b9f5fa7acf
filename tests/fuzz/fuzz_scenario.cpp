// Any bytes as a scenario, a message and a table of cases: reading and deciding end, say places
// that exist in text that can be printed, and decide the same twice. NUL bytes separate the three.
#include "base/check.hpp"
#include "base/text.hpp"
#include "scenario/cases.hpp"
#include "scenario/evaluator.hpp"
#include "scenario/parser.hpp"

#include <cstddef>
#include <cstdint>

using namespace chancery;
using namespace chancery::scenario;

namespace {

// A yes or no that depends on nothing but what is asked.
class Answer final : public Answers {
 public:
  Result<bool> ask(std::string_view predicate, std::span<const Value> arguments) override {
    std::size_t size = predicate.size();
    for (const auto& value : arguments) {
      CHECK(!value.empty(), "every argument has a value");
      for (const auto& item : value) size += item.size();
    }
    if (size % 5 == 0) return Err(Code::try_later, "away");
    return size % 2 == 0;
  }
};

Vocabulary vocabulary() {
  auto words = built_in_predicates();
  words["is_subscriber"] = words["is_owner"] = words["is_editor"] = {2, 2};
  words["is_listmaster"] = {1, 1};
  return words;
}

std::string told(const Result<Verdict>& verdict) {
  if (!verdict) return verdict.error().what;
  auto text = verdict->action + " " + verdict->reason.value_or("");
  for (const auto& tried : verdict->tried) text += "\n" + tried.why;
  return verdict->rule ? text + "\n" + verdict->rule->text : text;
}

void decide(const Scenario& scenario, const Message& message) {
  for (const auto method : {Method::smtp, Method::smime}) {
    const Question question{method, "a@x.org", "list", "lists.example.org", &message};
    Answer answers;
    const auto first = told(evaluate(scenario, question, answers));
    CHECK(is_utf8(first), "a trace is text");
    CHECK(first == told(evaluate(scenario, question, answers)), "a decision is repeatable");
  }
}

std::string_view take(std::string_view& rest) {
  const auto end = std::min(rest.find('\0'), rest.size());
  const auto piece = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return piece;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const auto text = take(rest);
  const auto message = Message::parse(make_buffer(std::string(take(rest))));
  const auto parsed = parse(text, "send.fuzz", "send.fuzz", vocabulary());
  if (const auto* problems = std::get_if<std::vector<Problem>>(&parsed)) {
    CHECK(!problems->empty(), "a refusal has a reason");
    for (const auto& problem : *problems) {
      CHECK(problem.line > 0 && problem.column > 0, "a problem has a place");
      CHECK(is_utf8(describe("send.fuzz", problem)), "a problem is text");
    }
    return 0;
  }
  const auto& scenario = std::get<Scenario>(parsed);
  if (message) decide(scenario, *message);
  const auto report = run_cases(scenario, rest);
  for (const auto& problem : report.problems) CHECK(is_utf8(problem.what), "a problem is text");
  return 0;
}
