#include "cli/explanation.hpp"

#include "base/text.hpp"

namespace chancery::cli {

namespace {

std::string line(std::string_view label, std::string_view text) {
  std::string padded(label);
  padded.resize(15, ' ');
  return padded + printable(text, 2000) + "\n";
}

std::string signer(const Signature& signature) {
  if (!signature.certificate) return {};
  std::string who;
  for (const auto& address : signature.certificate->addresses)
    who += (who.empty() ? "" : ", ") + address.text();
  return "; certificate of " + (who.empty() ? "nobody's address" : who) + " (" +
         signature.certificate->subject + ")";
}

std::string claim_text(const Claim& claim, const Evidence& evidence) {
  std::string text(name(claim.status));
  if (claim.status == Status::valid && claim.identity) text += ": " + claim.identity->text();
  if (!claim.reason.empty()) text += ": " + claim.reason;
  if (claim.signature) text += signer(evidence.signatures[*claim.signature]);
  return text;
}

std::string opening_text(const Opening& opening) {
  if (opening.status == Status::absent) return "it came in clear";
  std::string text(name(opening.status));
  if (!opening.algorithm.empty()) text += ", " + opening.algorithm;
  if (opening.status == Status::valid && !opening.authenticated)
    text += ", which does not notice changes";
  if (!opening.reason.empty()) text += ": " + opening.reason;
  return text;
}

std::string scenario_text(const Verdict& verdict) {
  if (verdict.scenario.empty()) return line("scenario", "is not asked");
  std::string text = line("scenario", verdict.scenario);
  for (const auto& tried : verdict.tried)
    text += line("", (tried.file.empty() ? "line " : tried.file + ":") +
                         std::to_string(tried.line) + " does not fire: " + tried.why);
  if (verdict.rule)
    text += line("", "line " + std::to_string(verdict.rule->line) +
                         " fires: " + verdict.rule->text + "  (" + verdict.rule->file + ")");
  else
    text += line("", "no rule fires");
  return text;
}

std::string sealing_text(const Sealing& sealing) {
  std::string text = sealing.mode;
  if (!sealing.reason.empty()) text += ", not rewrap: " + sealing.reason;
  if (sealing.is_signed) text += ", signed by the list";
  if (sealing.subject_inside) text += ", the Subject inside";
  return text;
}

// What takes the place of the content for whom nothing can be encrypted.
std::string in_place(const Report& report) {
  return report.skipped ? "nothing" : "a notice in place of the content";
}

std::string recipients_text(const Report& report) {
  std::string text = std::to_string(report.total) + " members";
  if (report.sealed)
    text += ", " + std::to_string(report.sealed) + " with an envelope of their own";
  std::string out = line("recipients", text);
  for (const auto& address : report.without_certificate)
    out += line("", address + " has no usable certificate: " + in_place(report));
  for (const auto& waiting : report.try_later)
    out += line("", waiting.address + " has to wait: " + waiting.why);
  return out;
}

}  // namespace

std::string explanation(const Authenticated& post) {
  std::string text = line("message", post.message_id());
  text += line("sender", post.sender ? post.sender->text() : "nobody: " + post.sender_problem);
  text += line("encryption", opening_text(post.opened.evidence.opened));
  for (const auto& claim : post.opened.evidence.claims)
    text += line(claim.method, claim_text(claim, post.opened.evidence));
  for (const auto& signature : post.opened.evidence.deeper)
    text += line("deeper",
                 std::string(name(signature.status)) + ", decides nothing" + signer(signature));
  return text + line("authenticated", "by " + post.method);
}

std::string explanation(const Outcome& outcome) {
  const auto& verdict = outcome.verdict;
  std::string text =
      line("list", verdict.list) + explanation(outcome.post) + scenario_text(verdict);
  for (const auto& [trait, sighting] : outcome.seen)
    text += line("seen before",
                 std::string(name(trait)) + ", " + rfc3339(sighting.at) + ", in " + sighting.entry);
  text += line("verdict",
               verdict.reason ? verdict.action + " (" + *verdict.reason + ")" : verdict.action);
  if (!std::holds_alternative<Distribute>(verdict.decision)) return text;
  text +=
      line("footer", outcome.footer.applied ? "attached" : "left off: " + outcome.footer.reason);
  text += line("leaves", sealing_text(outcome.sealing));
  return text + recipients_text(outcome.report);
}

}  // namespace chancery::cli
