// authorize: the list's scenario for `send` decides. Reaches outside only through the predicates of
// plugins; the time is the time of reception; every answer is in the trace.
#include "flow/answers.hpp"
#include "flow/list_header.hpp"
#include "flow/memory.hpp"
#include "flow/remembered.hpp"
#include "flow/soundness.hpp"
#include "flow/stages.hpp"
#include "scenario/account.hpp"

#include <algorithm>

namespace chancery {

namespace {

using Chosen = std::shared_ptr<const scenario::Scenario>;

Result<Chosen> chosen_scenario(const Office& office) {
  const auto library = library_of(office.settings, office.list, office.plugins.vocabulary());
  const auto chosen = office.list.scenarios.find("send");
  const auto name = chosen == office.list.scenarios.end() ? "private_smime" : chosen->second;
  if (office.remembered) return office.remembered->scenarios.load(library, "send", name);
  scenario::Cache once;
  return once.load(library, "send", name);
}

scenario::Question question_about(const Authenticated& post, const ListSettings& list) {
  scenario::Question question;
  question.method = scenario::method_named(post.method).value_or(scenario::Method::smtp);
  question.sender = post.sender_text();
  question.list = list.name;
  question.domain = list.address.domain();
  question.message = &post.opened.message;
  question.evidence = &post.opened.evidence;
  question.at = post.opened.incoming.received_at;
  question.list_is_open = list.is_open;
  return question;
}

void hold(Verdict& verdict, std::string reason) {
  verdict.decision = Hold{};
  verdict.action = "hold";
  verdict.reason = std::move(reason);
}

// What cannot be read by anybody is not distributed, whatever the scenario says. Nor is it turned
// away because no rule matched: of what lies inside one might.
void hold_if_unopened(const Opened& opened, Verdict& verdict) {
  if (!std::holds_alternative<Locked>(opened.secrecy)) return;
  if (!std::holds_alternative<Distribute>(verdict.decision) && verdict.rule) return;
  if (verdict.reason == "list-no-open") return;
  hold(verdict, "not-opened");
}

// What is no post, whoever wrote it: what comes back from this list, and bounces, which have an
// address of their own. Nobody is told: they would only come back once more.
std::optional<std::string> no_post(const Authenticated& post, const ListSettings& list) {
  if (has_passed(post.opened.outer, list)) return "loop";
  if (post.opened.incoming.envelope_sender == "") return "null-sender";
  return std::nullopt;
}

enum class Known { no, by_signature, as_message };

Result<Known> known(const Authenticated& post, const Office& office) {
  auto how = Known::no;
  if (!office.memory) return how;
  for (const auto& mark : marks_of(post, office.list.name)) {
    const auto earlier = office.memory->had(mark);
    if (!earlier) return earlier.error();
    if (!*earlier) continue;
    how = std::max(how, mark.trait == Trait::signature ? Known::by_signature : Known::as_message);
    office.log.write(Severity::info, "duplicate",
                     {{"list", office.list.name},
                      {"message-id", post.message_id()},
                      {"trait", name(mark.trait)},
                      {"first", (*earlier)->entry},
                      {"at", rfc3339((*earlier)->at)}});
  }
  return how;
}

Stopped discarded(Authenticated post, const std::string& list, std::string reason) {
  Verdict verdict;
  verdict.decision = Discard{};
  verdict.action = "discard";
  verdict.reason = std::move(reason);
  verdict.list = list;
  verdict.quiet = true;
  return {std::move(post), std::move(verdict)};
}

// What somebody may have changed on its way goes nowhere, unless the list wants it: whoever opens
// it may be made to send away what was inside (EFAIL).
void stop_if_unsound(const Authenticated& post, const ListSettings& list, Verdict& verdict) {
  if (!std::holds_alternative<Distribute>(verdict.decision) || is_sound(post.opened)) return;
  switch (list.unsigned_ciphertext) {
    case UnsignedCiphertext::allow: return;
    case UnsignedCiphertext::hold: return hold(verdict, "unauthenticated-ciphertext");
    case UnsignedCiphertext::reject:
      verdict.decision = Reject{};
      verdict.action = "reject";
      verdict.reason = "unauthenticated-ciphertext";
  }
}

}  // namespace

scenario::Library library_of(const Settings& settings, const ListSettings& list,
                             scenario::Vocabulary vocabulary) {
  return scenario::Library(
      {list.folder / "scenari", settings.places.etc / settings.domain / "scenari",
       settings.places.etc / "scenari", settings.places.shipped_scenarios},
      std::move(vocabulary), {settings.use_blocklist, filter_folders(settings, list)});
}

Result<Decided> authorize(Authenticated post, const Office& office) {
  if (auto reason = no_post(post, office.list))
    return Decided(discarded(std::move(post), office.list.name, std::move(*reason)));

  const auto scenario = chosen_scenario(office);
  if (!scenario)  // also one that is not there: the site has to mend it, and the message waits
    return Err(Code::misconfigured, scenario.error().what, scenario.error().hint);

  const auto question = question_about(post, office.list);
  PostAnswers answers(office, question);
  const auto decision = scenario::evaluate(**scenario, question, answers);
  if (!decision) return decision.error();
  auto verdict = scenario::account_of(*decision, **scenario, question);
  verdict.list = office.list.name;

  hold_if_unopened(post.opened, verdict);
  stop_if_unsound(post, office.list, verdict);
  if (!std::holds_alternative<Distribute>(verdict.decision))
    return Decided(Stopped{std::move(post), std::move(verdict)});
  const auto how = known(post, office);
  if (!how) return how.error();
  if (*how == Known::no) return Decided(Authorized(std::move(post), std::move(verdict)));
  if (*how == Known::as_message || !post.opened.was_encrypted())
    return Decided(discarded(std::move(post), office.list.name, "duplicate"));
  // Another ciphertext, and inside a signature that was here: silence would tell that it opened.
  hold(verdict, "duplicate");
  return Decided(Stopped{std::move(post), std::move(verdict)});
}

}  // namespace chancery
