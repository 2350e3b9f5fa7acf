// The record of a decision, written and read: what distribution needs of it, and what explains it.
#include "flow/stages.hpp"

#include <nlohmann/json.hpp>

namespace chancery {

namespace {

using Json = nlohmann::ordered_json;

constexpr int version = 1;

std::optional<std::string> text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

Error no_record(const std::string& why) {
  return Err(Code::unusable, "the record of the decision cannot be used: " + why);
}

Json rule_json(const FiredRule& rule) {
  return {{"file", rule.file}, {"line", rule.line}, {"text", rule.text}};
}

std::optional<FiredRule> rule_of(const Json& record) {
  const auto found = record.find("rule");
  if (found == record.end() || !found->is_object()) return std::nullopt;
  const auto line = found->find("line");
  const bool numbered = line != found->end() && line->is_number_integer();
  return FiredRule{text_of(*found, "file").value_or(""), numbered ? line->get<int>() : 0,
                   text_of(*found, "text").value_or("")};
}

Json claims_json(const std::vector<Claim>& claims) {
  Json array = Json::array();
  for (const auto& claim : claims) {
    array.push_back({{"method", claim.method}, {"status", name(claim.status)}});
    if (claim.identity) array.back()["identity"] = claim.identity->text();
  }
  return array;
}

// What was claimed when it was decided; none: the record is broken.
std::optional<std::vector<Claim>> claims_of(const Json& record) {
  std::vector<Claim> claims;
  for (const auto& each : record.value("claims", Json::array())) {
    if (!each.is_object()) return std::nullopt;
    const auto method = text_of(each, "method");
    const auto status = status_named(text_of(each, "status").value_or(""));
    if (!method || !status) return std::nullopt;
    claims.push_back({*method, *status, std::nullopt, {}, std::nullopt});
    if (const auto identity = text_of(each, "identity")) {
      auto address = Address::make(*identity);
      if (!address) return std::nullopt;
      claims.back().identity = std::move(*address);
    }
  }
  return claims;
}

}  // namespace

std::string Authorized::record() const {
  Json record = {{"version", version},
                 {"list", verdict_.list},
                 {"method", post_.method},
                 {"action", verdict_.action},
                 {"scenario", verdict_.scenario}};
  record["claims"] = claims_json(post_.opened.evidence.claims);
  if (post_.sender) record["sender"] = post_.sender->text();
  if (!post_.sender_problem.empty()) record["sender_problem"] = post_.sender_problem;
  if (verdict_.reason) record["reason"] = *verdict_.reason;
  if (verdict_.rule) record["rule"] = rule_json(*verdict_.rule);
  record["notify"] = verdict_.notify;
  return record.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Authorized> Authorized::resume(Opened opened, std::string_view text) {
  const auto record = Json::parse(text, nullptr, false);
  if (!record.is_object()) return no_record("it is no JSON object");
  if (record.value("version", Json()) != Json(version)) return no_record("it has another version");
  const auto list = text_of(record, "list"), method = text_of(record, "method"),
             action = text_of(record, "action"), scenario = text_of(record, "scenario");
  if (!list || !method || !action || !scenario) return no_record("a field is missing");
  if (std::holds_alternative<Locked>(opened.secrecy))
    return Err(Code::try_later,
               "the message was opened when it was decided, and cannot be opened now: " +
                   opened.evidence.opened.reason,
               "are the list's keys of then still there?");
  auto claims = claims_of(record);
  if (!claims) return no_record("its claims cannot be read");
  opened.evidence.claims = std::move(*claims);
  Authenticated post{std::move(opened), std::nullopt,
                     text_of(record, "sender_problem").value_or(""), *method};
  if (const auto sender = text_of(record, "sender")) {
    auto address = Address::make(*sender);
    if (!address) return no_record("the sender is no address");
    post.sender = std::move(*address);
  }
  Verdict verdict;
  verdict.decision = Distribute{};
  verdict.action = *action;
  verdict.reason = text_of(record, "reason");
  verdict.list = *list;
  verdict.scenario = *scenario;
  verdict.rule = rule_of(record);
  verdict.notify = record.value("notify", Json(false)) == Json(true);
  return Authorized(std::move(post), std::move(verdict));
}

}  // namespace chancery
