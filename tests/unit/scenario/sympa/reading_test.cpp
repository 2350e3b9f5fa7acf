// The model of how Sympa reads is faithful: what it reads decides as Sympa answered.
#include "read.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

#include "base/text.hpp"
#include "scenario/pattern.hpp"
#include "scenario/sympa.hpp"

#include <nlohmann/json.hpp>

#include <fstream>

using namespace test;

namespace {

using Json = nlohmann::json;

std::vector<Json> read_lines(const std::string& file) {
  std::vector<Json> all;
  std::ifstream stream(fs::path(CHANCERY_SYMPA_CASES) / file);
  for (std::string line; std::getline(stream, line);)
    if (!line.empty()) all.push_back(Json::parse(line));
  return all;
}

// What Sympa's reading of a file comes to, for predicates that need nothing but the case.
class ByTheirReading {
 public:
  explicit ByTheirReading(const Json& one) : case_(one) {
    if (one.contains("sender") && one["sender"].is_string())
      sender_ = lower(one["sender"].get<std::string>());
    if (one.contains("message_text")) message_ = message(one["message_text"].get<std::string>());
  }

  std::string of(const sympa::Reading& reading) {
    if (reading.fate == sympa::Reading::Fate::dropped) return "reject no-rule-match";
    if (reading.fate == sympa::Reading::Fate::not_compiled) return "reject not-compiled";
    for (const auto& line : reading.lines)
      if (line.rule && accepts(*line.rule) && holds(*line.rule) != line.rule->negated)
        return fired(*line.rule);
    return "reject no-rule-match";
  }
  bool can_tell = true;  // false once something was asked that the case alone does not say

 private:
  bool accepts(const sympa::Rule& rule) const {
    const auto method = case_.value("auth_method", "smtp");
    return rule.any_method() ||
           std::find(rule.methods.begin(), rule.methods.end(), method) != rule.methods.end();
  }
  static std::string fired(const sympa::Rule& rule) {
    for (const std::string known : {"do_it", "reject", "request_auth", "owner", "editor",
                                    "listmaster", "ham", "spam", "unsure"})
      if (rule.action.starts_with(known))
        return rule.action + (rule.reason             ? " " + *rule.reason
                              : rule.message_template ? " " + *rule.message_template
                                                      : "");
    return "reject unknown-action";
  }

  bool holds(const sympa::Rule& rule) {
    if (rule.predicate == "true" || rule.predicate == "all") return true;
    if (rule.predicate == "equal") {
      const auto values = of_argument(rule.arguments[0]);
      const auto other = of_argument(rule.arguments[1]).front();
      return std::any_of(values.begin(), values.end(),
                         [&](const auto& value) { return equal_ignoring_case(value, other); });
    }
    if (rule.predicate == "match") return matches(rule);
    if (rule.predicate.starts_with("is_")) return has_role(rule);
    return unknown();
  }
  bool matches(const sympa::Rule& rule) {
    const auto& written = rule.arguments[1];
    const bool slashes = written.size() > 2 && written[0] == '/';
    if (slashes && written.find('\'') != std::string::npos) return false;
    const auto pattern =
        slashes ? Pattern::compile_for("lists.example.org", written.substr(1, written.size() - 2))
                : Pattern::compile(of_argument(written).front());
    return pattern && pattern->matches_any(Value(of_argument(rule.arguments[0]))).value();
  }
  bool has_role(const sympa::Rule& rule) {
    const auto role = rule.predicate.substr(3);
    const auto list = role == "listmaster" ? "list" : of_argument(rule.arguments[0]).front();
    if (list == "list" &&
        (is(role) || (role == "owner" && is("listmaster")) || (role == "editor" && is("owner"))))
      return true;
    const auto roles = list == "list"
                           ? case_.value("roles", Json::object())
                           : case_.value("lists", Json::object()).value(list, Json::object());
    const auto addresses = roles.value(role, std::vector<std::string>());
    const auto who = of_argument(rule.arguments.back());
    return std::any_of(who.begin(), who.end(), [&](const auto& value) {
      return std::find(addresses.begin(), addresses.end(), value) != addresses.end();
    });
  }
  bool is(const std::string& role) const {
    const auto found = case_.find("is_" + role);
    return found != case_.end() && *found != Json(false);
  }

  std::vector<std::string> of_argument(const std::string& written) {
    const auto at = written.find('[');
    if (at == std::string::npos || sympa::past_variable(written, at) == 0)
      return {written[0] == '\'' || written[0] == '"' ? written.substr(1, written.size() - 2)
                                                      : written};
    const auto end = written.find(']', at);
    return of_variable(written.substr(at + 1, end - at - 1), written.substr(end + 1));
  }
  std::vector<std::string> of_variable(const std::string& name, const std::string& index) {
    if (name == "sender" || name == "email") return {sender_};
    if (lower(name) == "listname") return {"list"};
    if (name.starts_with("header->") || name.starts_with("msg_header->"))
      return fields(name.substr(name.find('>') + 1), index);
    if (const auto context = case_.value("context", Json::object()); context.contains(name))
      return {context[name].is_string() ? context[name].get<std::string>() : context[name].dump()};
    if (name.starts_with("custom_vars->"))
      return {case_["custom_vars"][name.substr(13)].get<std::string>()};
    if (name != "SENDER") unknown();
    return {""};
  }
  std::vector<std::string> fields(const std::string& name, const std::string& index) {
    std::vector<std::string> values;
    if (message_)
      for (const auto value : message_->values(name)) values.emplace_back(trim(value));
    if (index.empty()) return values.empty() ? std::vector<std::string>{""} : values;
    const auto count = static_cast<int>(values.size());
    auto at = std::stoi(index.substr(1));
    if (at < 0) at += count;
    return {at >= 0 && at < count ? values[static_cast<std::size_t>(at)] : ""};
  }
  bool unknown() { return can_tell = false; }

  const Json& case_;
  std::string sender_ = "nobody";
  std::optional<Message> message_;
};

std::string theirs(const Json& answer) {
  const auto why = answer.contains("reason") ? answer["reason"] : answer.value("tt2", Json());
  return std::string(trim(answer["action"].get<std::string>())) +
         (why.is_string() ? " " + why.get<std::string>() : "");
}

// Decided by more than what the lines say: the file of an include, the blocklist, a method that
// there is not, what fails only when it is asked, the parameters of a list.
const std::set<std::string> elsewhere = {
    "missing include", "include quoted", "nested include",       "empty include",
    "smimeX + 4",      "unknown method", "blocklist pgp",        "message cond",
    "list unknown",    "custom missing", "regex code block runs"};

}  // namespace

TEST_CASE("what Sympa is said to read decides as Sympa answered, around all corners") {
  std::map<std::string, std::string> answers;
  for (const auto& answer : read_lines("edge.sympa-6.2.70.jsonl"))
    answers[answer["id"].get<std::string>()] = theirs(answer);
  int compared = 0;
  std::string untold;
  for (const auto& one : read_lines("edge.cases.jsonl")) {
    const auto id = one["id"].get<std::string>();
    if (elsewhere.contains(id)) continue;
    INFO(id << ": " << one["text"].get<std::string>());
    ByTheirReading decision(one);
    const auto found = decision.of(sympa::read(one["text"].get<std::string>()));
    if (decision.can_tell) CHECK(found == answers.at(id));
    if (decision.can_tell) ++compared;
    if (!decision.can_tell) untold += id + ", ";
  }
  INFO(untold);
  CHECK(compared >= 50);
}

TEST_CASE("an include is told from what only has the letters in it") {
  for (const auto& [text, file] : std::map<std::string, std::string>{{"include nosuch", "nosuch"},
                                                                     {"include('foo')", "foo"},
                                                                     {" INCLUDE  a.b ", "a.b"},
                                                                     {"true() include(x)", "x"},
                                                                     {"include a b", ""},
                                                                     {"include a-b", ""}}) {
    INFO(text);
    const auto line = sympa::read(text).lines.at(0);
    CHECK(line.kind == sympa::Line::Kind::include);
    CHECK(line.included == file);
  }
}
