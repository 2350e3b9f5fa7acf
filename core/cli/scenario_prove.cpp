// scenario prove: whether a claim holds of all messages that there can be, or one of which it does
// not.
#include "cli/print.hpp"
#include "cli/scenario.hpp"

#include "scenario/proof.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace chancery::cli {

namespace {

using Json = nlohmann::ordered_json;
using scenario::CounterExample;

constexpr int exit_refuted = 1;

struct Claimed {
  std::string file, claim;
};

Json json_of(const CounterExample& example) {
  Json facts = Json::array();
  for (const auto& fact : example.facts)
    facts.push_back({{"fact", fact.text}, {"holds", fact.holds}});
  return {{"method", scenario::name(example.method)},
          {"facts", std::move(facts)},
          {"action", example.action},
          {"file", example.line == 0 ? Json() : Json(example.file)},
          {"line", example.line == 0 ? Json() : Json(example.line)},
          {"rule", example.line == 0 ? Json() : Json(example.rule)}};
}

std::string told(const CounterExample& example) {
  std::string text = "  the method is " + std::string(scenario::name(example.method)) + "\n";
  for (const auto& fact : example.facts)
    text += "  " + fact.text + (fact.holds ? " is true\n" : " is false\n");
  if (example.line == 0) return text + "  no rule fires: " + example.action + "\n";
  return text + "  " + example.file + ":" + std::to_string(example.line) + ": " + example.rule +
         "\n";
}

int tell(const Session& session, const Claimed& claimed,
         const std::optional<CounterExample>& example) {
  if (session.json)
    print_json(Json{{"file", claimed.file},
                    {"claim", claimed.claim},
                    {"holds", !example},
                    {"counterexample", example ? json_of(*example) : Json()}});
  else
    print(claimed.file + ": " + (example ? "does not hold: " : "holds: ") + claimed.claim + "\n" +
          (example ? told(*example) : ""));
  return example ? exit_refuted : exit_ok;
}

Result<int> prove(const Session& session, const Claimed& claimed) {
  const auto vocabulary = shipped_vocabulary(session);
  const auto claim = scenario::parse_claim(claimed.claim, vocabulary);
  if (!claim) return claim.error();
  const auto parsed = read_scenario(session, claimed.file, vocabulary);
  if (!parsed) return parsed.error();
  if (const auto* wrong = std::get_if<scenario::Problems>(&*parsed)) {
    tell_problems(session, claimed.file, *wrong);
    return exit_unusable;
  }
  const auto example = scenario::refute(std::get<scenario::Scenario>(*parsed), *claim);
  if (!example) return example.error();
  return tell(session, claimed, *example);
}

}  // namespace

void declare_scenario_prove(CLI::App& group, Chosen& chosen) {
  auto claimed = std::make_shared<Claimed>();
  auto* command = group.add_subcommand(
      "prove", "Whether a claim holds of every message, as \"never do_it without smime\"");
  command->add_option("file", claimed->file, "a scenario file; -: standard input")->required();
  command->add_option("claim", claimed->claim, "the claim, in one argument")->required();
  command->footer(std::string(scenario::claim_grammar));
  command->callback([&chosen, claimed] {
    chosen.run = [claimed](const Session& session) { return prove(session, *claimed); };
  });
}

}  // namespace chancery::cli
