#include "flow/trace.hpp"

#include <nlohmann/json.hpp>

namespace chancery {

namespace {

using Json = nlohmann::ordered_json;

std::string written(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json optional_text(const std::optional<std::string>& text) {
  return text ? Json(*text) : Json(nullptr);
}

void add_signature(Json& entry, const Signature& signature) {
  entry["covers"]["body"] = signature.covers.body;
  entry["covers"]["fields"] = signature.covers.fields;
  if (!signature.covers.contradicts.empty())
    entry["covers"]["contradicts"] = signature.covers.contradicts;
  entry["depth"] = signature.depth;
  entry["revocation_checked"] = signature.revocation_checked;
  for (const auto& field : {std::pair("digest", &signature.digest_algorithm),
                            std::pair("algorithm", &signature.signature_algorithm)})
    if (!field.second->empty()) entry[field.first] = *field.second;
  if (signature.signing_time) entry["signing_time"] = rfc3339(*signature.signing_time);
  if (!signature.certificate) return;
  const auto& certificate = *signature.certificate;
  for (const auto& address : certificate.addresses) entry["signer"].push_back(address.text());
  entry["certificate"] = {{"subject", certificate.subject},
                          {"issuer", certificate.issuer},
                          {"serial", certificate.serial},
                          {"sha256", certificate.fingerprint},
                          {"not_before", rfc3339(certificate.not_before)},
                          {"not_after", rfc3339(certificate.not_after)}};
  if (!certificate.odd_addresses.empty())
    entry["certificate"]["odd_addresses"] = certificate.odd_addresses;
}

Json entry_json(const std::string& method, Status status, const std::string& reason) {
  return {{"method", method},
          {"status", name(status)},
          {"signer", Json::array()},
          {"covers", {{"body", false}, {"fields", Json::array()}}},
          {"reason", reason}};
}

Json claim_json(const Claim& claim, const Evidence& evidence) {
  Json entry = entry_json(claim.method, claim.status, claim.reason);
  if (claim.signature) {
    add_signature(entry, evidence.signatures[*claim.signature]);
  } else if (claim.identity) {
    entry["signer"].push_back(claim.identity->text());
  }
  return entry;
}

void add_evidence(Json& object, const Authenticated& post) {
  const auto& evidence = post.opened.evidence;
  object["evidence"] = Json::array();
  for (const auto& claim : evidence.claims)
    object["evidence"].push_back(claim_json(claim, evidence));
  // These decide nothing, and nobody claimed anything by them.
  for (const auto& signature : evidence.deeper) {
    auto entry = entry_json("smime", signature.status, signature.reason);
    add_signature(entry, signature);
    object["evidence"].push_back(std::move(entry));
  }
  object["opened"] = {{"status", name(evidence.opened.status)},
                      {"algorithm", evidence.opened.algorithm},
                      {"authenticated", evidence.opened.authenticated},
                      {"reason", evidence.opened.reason}};
  object["auth_method"] = post.method;
}

Json rule_json(const std::optional<FiredRule>& rule) {
  if (!rule) return nullptr;
  return {{"file", rule->file}, {"line", rule->line}, {"text", rule->text}};
}

Json scenario_json(const Verdict& verdict) {
  Json tried = Json::array();
  for (const auto& rule : verdict.tried) {
    tried.push_back({{"line", rule.line}, {"why", rule.why}});
    if (!rule.file.empty()) tried.back()["file"] = rule.file;
  }
  return {{"name", verdict.scenario.empty() ? Json(nullptr) : Json(verdict.scenario)},
          {"rule", rule_json(verdict.rule)},
          {"tried", std::move(tried)}};
}

Json waiting(const std::vector<Undelivered>& recipients) {
  Json array = Json::array();
  for (const auto& recipient : recipients)
    array.push_back({{"address", recipient.address}, {"why", recipient.why}});
  return array;
}

Json recipients_json(const Report& report, Done done) {
  Json recipients = {{"total", report.total},
                     {"sealed", report.sealed},
                     {"without_certificate", report.without_certificate}};
  if (report.skipped) recipients["skipped"] = report.skipped;
  if (done == Done::really) recipients["delivered"] = report.delivered;
  if (!report.failed.empty()) recipients["failed"] = waiting(report.failed);
  if (!report.try_later.empty()) recipients["try_later"] = waiting(report.try_later);
  return recipients;
}

Json envelope(const Incoming& incoming) {
  return {{"sender", optional_text(incoming.envelope_sender)},
          {"received_at", rfc3339(incoming.received_at)}};
}

}  // namespace

std::string evidence_json(const Authenticated& post) {
  Json object = {{"message_id", post.message_id()}, {"sender", post.sender_text()}};
  if (!post.sender_problem.empty()) object["sender_problem"] = post.sender_problem;
  add_evidence(object, post);
  return written(object);
}

std::string trace_json(const Outcome& outcome, Done done) {
  const auto& [post, verdict, footer, report, sealing, seen] = outcome;
  Json object = {
      {"message_id", post.message_id()}, {"list", verdict.list}, {"sender", post.sender_text()}};
  if (!post.sender_problem.empty()) object["sender_problem"] = post.sender_problem;
  object["envelope"] = envelope(post.opened.incoming);
  add_evidence(object, post);
  for (const auto& [trait, sighting] : seen)
    object["seen"].push_back(
        {{"trait", name(trait)}, {"entry", sighting.entry}, {"at", rfc3339(sighting.at)}});
  object["scenario"] = scenario_json(verdict);
  object["verdict"] = {{"action", verdict.action}, {"reason", optional_text(verdict.reason)}};
  object["footer"] = {{"applied", footer.applied},
                      {"reason", footer.applied ? Json(nullptr) : Json(footer.reason)}};
  if (std::holds_alternative<Distribute>(verdict.decision))
    object["sealing"] = {{"mode", sealing.mode},
                         {"reason", sealing.reason.empty() ? Json(nullptr) : Json(sealing.reason)},
                         {"signed", sealing.is_signed}};
  object["recipients"] = recipients_json(report, done);
  return written(object);
}

namespace {

Json kept_json(const Authorized& authorized, const std::string& why) {
  const auto& post = authorized.post();
  Json object = {{"message_id", post.message_id()},
                 {"list", authorized.verdict().list},
                 {"sender", post.sender_text()}};
  object["envelope"] = envelope(post.opened.incoming);
  object["why"] = why;
  return object;
}

Json kept_json(const Authorized& authorized, const std::string& why, const Report& report) {
  auto object = kept_json(authorized, why);
  object["failed"] = waiting(report.failed);
  object["remaining"] = waiting(report.try_later);
  return object;
}

}  // namespace

std::string failure_json(const Authorized& authorized, const Report& report) {
  auto object = kept_json(authorized, "copies to some members did not leave", report);
  if (report.interrupted)
    object["interrupted"] = {{"after", report.interrupted->address},
                             {"why", report.interrupted->why}};
  return written(object);
}

std::string begun_json(const Authorized& authorized, const Report& report,
                       const std::string& reached) {
  auto object = kept_json(authorized,
                          "the distribution began, and the program ended before it was done: "
                          "whoever brought the message was not told that it was taken",
                          report);
  object["interrupted"] = {{"after", reached},
                           {"why",
                            "the program ended; the first members after this address may "
                            "have their copies"}};
  return written(object);
}

std::string failure_json(const std::string& list, const Incoming& incoming, const Error& error) {
  Json object = {{"list", list}};
  object["envelope"] = envelope(incoming);
  object["why"] = error.what;
  if (!error.hint.empty()) object["hint"] = error.hint;
  return written(object);
}

}  // namespace chancery
