// authorize: the list's scenario for `send` decides. Reaches outside only through the predicates of
// plugins; the time is the time of reception; every answer is in the trace.
#include "flow/stages.hpp"
#include "scenario/evaluator.hpp"

namespace chancery {

namespace {

// The predicates of plugins, asked about one list at one time.
class PluginAnswers final : public scenario::Answers {
 public:
  PluginAnswers(const Plugins& plugins, PredicatePlugin::About about)
      : plugins_(plugins), about_(about) {}

  Result<bool> ask(std::string_view predicate,
                   std::span<const scenario::Value> arguments) override {
    const auto* plugin = plugins_.predicate(predicate);
    if (!plugin)
      return Err(Code::misconfigured, "no plugin provides the predicate " + std::string(predicate));
    return plugin->evaluate(predicate, arguments, about_);
  }

 private:
  const Plugins& plugins_;
  PredicatePlugin::About about_;
};

// What cannot be read by anybody is not distributed, whatever the scenario says.
void hold_if_unopened(const Opened& opened, Verdict& verdict) {
  if (!std::holds_alternative<Locked>(opened.secrecy)) return;
  if (!std::holds_alternative<Distribute>(verdict.decision)) return;
  verdict.decision = Hold{};
  verdict.action = "hold";
  verdict.reason = "not-opened";
}

}  // namespace

scenario::Library library_of(const Settings& settings, const ListSettings& list,
                             scenario::Vocabulary vocabulary) {
  return scenario::Library(
      {list.folder / "scenari", settings.places.etc / settings.domain / "scenari",
       settings.places.etc / "scenari", settings.places.shipped_scenarios},
      std::move(vocabulary));
}

Result<Decided> authorize(Authenticated post, const Office& office) {
  const auto& list = office.list;
  const auto chosen = list.scenarios.find("send");
  const auto scenario =
      library_of(office.settings, list, office.plugins.vocabulary())
          .load("send", chosen == list.scenarios.end() ? "private_smime" : chosen->second);
  if (!scenario)  // also one that is not there: the site has to mend it, and the message waits
    return Err(Code::misconfigured, scenario.error().what, scenario.error().hint);

  const std::string domain(list.address.domain());
  scenario::Question question;
  question.method = scenario::method_named(post.method).value_or(scenario::Method::smtp);
  question.sender = post.sender_text();
  question.list = list.name;
  question.domain = domain;
  question.message = &post.opened.message;
  PluginAnswers answers(office.plugins, {list.name, domain, post.opened.incoming.received_at});
  auto verdict = scenario::evaluate(*scenario, question, answers);
  if (!verdict) return verdict.error();
  verdict->list = list.name;

  hold_if_unopened(post.opened, *verdict);
  if (std::holds_alternative<Distribute>(verdict->decision))
    return Decided(Authorized(std::move(post), std::move(*verdict)));
  return Decided(Stopped{std::move(post), std::move(*verdict)});
}

}  // namespace chancery
