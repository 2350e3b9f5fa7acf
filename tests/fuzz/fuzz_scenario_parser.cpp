// Any bytes as a scenario, an include and a table of cases, separated by NUL bytes: reading ends,
// says places that exist in text that can be printed, and a rule says what it is made of.
#include "base/check.hpp"
#include "base/text.hpp"
#include "scenario/cases.hpp"
#include "scenario/parser.hpp"
#include "scenario/text_filter.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

using namespace chancery;
using namespace chancery::scenario;

namespace {

Vocabulary vocabulary() {
  auto words = built_in_predicates();
  words["is_subscriber"] = words["is_owner"] = words["is_editor"] = {2, 2};
  words["is_listmaster"] = {1, 1};
  words["holiday::is_open"] = {0, 3};
  return words;
}

std::string_view take(std::string_view& rest) {
  const auto end = std::min(rest.find('\0'), rest.size());
  const auto piece = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return piece;
}

void check_problems(const Problems& problems) {
  CHECK(!problems.empty(), "a refusal has a reason");
  CHECK(problems.size() <= most_problems + 1, "a refusal has an end");
  for (const auto& problem : problems) {
    CHECK(problem.line > 0 && problem.column > 0, "a problem has a place");
    CHECK(is_utf8(describe("send.fuzz", problem)), "a problem is text");
  }
}

void check_rules(const Scenario& scenario) {
  for (const auto& rule : scenario.rules) {
    CHECK(is_utf8(rule.text) && rule.text.find(rule.condition) != std::string::npos,
          "a rule shows its condition");
    CHECK(!rule.methods.empty() && !rule.action.name.empty(), "a rule can fire");
    for (const auto& argument : rule.arguments)
      CHECK((argument.kind == Argument::Kind::variable) == (argument.known != nullptr),
            "a variable is known");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const auto text = take(rest), included = take(rest);
  Company company;
  company.include = [included](const std::string& name) -> Result<Source> {
    if (name.size() % 3 == 0) return Err(Code::not_found, "there is no include." + name);
    return Source{std::string(included), "include." + name};
  };
  company.header = company.blocklist = true;
  const auto parsed = parse(text, "send.fuzz", "send.fuzz", vocabulary(), company);
  (void)text_filter_finds(included, text);
  if (const auto* problems = std::get_if<Problems>(&parsed)) {
    check_problems(*problems);
    return 0;
  }
  const auto& scenario = std::get<Scenario>(parsed);
  check_rules(scenario);
  const auto report = run_cases(scenario, rest);
  for (const auto& problem : report.problems) CHECK(is_utf8(problem.what), "a problem is text");
  return 0;
}
