// What Sympa 6.2.70 answered around the corners of the language, beside our answer: the same, or a
// refusal whose reason stands here. The cases lie beside the fixtures; without them there is
// nothing to compare.
#include "read.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

#include "base/files.hpp"
#include "base/text.hpp"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>
#include <optional>
#include <set>

using namespace test;

namespace {

using Json = nlohmann::json;
using Table = std::map<std::string, std::string>;

// Refused, and a word of the refusal. scenarios/LANGUAGE.md says why.
const Table refused = {
    {"hash in regex", "# in a text is ambiguous"},
    {"bare word line", "alone is no rule"},
    {"upper auth", "did you mean smtp?"},
    {"glued auth", "blank must stand behind the )"},
    {"double neg", "second !"},
    {"AND ignored", "one predicate"},
    {"junk suffix", "whatever is no authentication method"},
    {"true with args", "takes no argument"},
    {"message cond", "message is no predicate"},
    {"equal bare addr", "stands in quotes"},
    {"backslash in quote", "[subject] is no variable"},
    {"neg bad regex string", "is broken"},
    {"bad regex slash", "is broken"},
    {"sub other bare at", "stands in quotes"},
    {"unknown action", "allow is no action"},
    {"DO_IT", "did you mean do_it?"},
    {"reject  ,  quiet", "one blank"},
    {"hamster", "hamster is no action"},
    {"reject tt2 with dot", "one word"},
    {"purely closed broken", "garbage is no predicate"},
    {"regex code block runs", "is broken"},
    {"typo auth alone = smtp", "did you mean smime?"},
    {"typo auth last in list, md5", "did you mean smime?"},
    {"variable names are case sensitive", "did you mean [sender]?"},
    {"plus in list name", "stands in quotes"},
    {"junk after args", "comma"},
    {"netmask unquoted host", "stands in quotes"},
};

// Decided, and otherwise: what Sympa's manual documents and the program does not do.
const Table otherwise = {
    {"equal comma in quotes", "do_it"},              // a comma in quotes is a comma
    {"quote in regex", "do_it"},                     // so is an apostrophe in a pattern
    {"folded newline kept", "reject no-rule-match"}  // fields are unfolded
};

// Needs what a later version brings, and is refused by that name until then.
const Table later = {
    {"missing include", "include"},
    {"include quoted", "include"},
    {"nested include", "include"},
    {"empty include", "include"},
    {"custom var as arg", "[custom_vars->w]"},
    {"body base64 single", "[msg_body]"},
    {"body multipart", "[msg_body]"},
    {"part body deep", "[msg_part->body]"},
    {"part type single", "[msg_part->type]"},
    {"older eq", "older"},
    {"newer exec-7d", "newer"},
    {"plus quoted", "newer"},
    {"[date] empty = now", "newer"},
    {"lt str", "less_than"},
    {"netmask no web", "verify_netmask"},
    {"netmask web", "verify_netmask"},
    {"search txt", "search"},
    {"search one star", "search"},
    {"search missing", "search"},
    {"search bad ext", "search"},
    {"search comment ;", "search"},
    {"custom cond -1", "custom conditions"},
    {"custom missing", "custom conditions"},
    {"is_bcc substring", "[is_bcc]"},
    {"msg_encrypted", "[msg_encrypted]"},
    {"conf unknown", "[conf->nonesuch]"},
    {"list unknown", "[list->nonesuch]"},
    {"conf host alias", "[conf->host]"},
    {"user attr", "[user->lang]"},
    {"env", "[env->FOO]"},
    {"topic_needed", "[topic_needed]"},
    {"family var", "[family->l]"},
};

// Not a matter of a scenario's text: the blocklist comes with `search`, and a method that the
// language does not have cannot be asked about.
const Table elsewhere = {
    {"blocklist pgp", "blocklist"}, {"smimeX + 4", "method"}, {"unknown method", "method"}};

fs::path folder() {
  return fixtures().empty() ? fs::path() : fixtures().parent_path() / "scenario";
}

std::vector<Json> read_lines(const std::string& name) {
  std::vector<Json> all;
  std::ifstream file(folder() / name);
  for (std::string line; std::getline(file, line);)
    if (!line.empty()) all.push_back(Json::parse(line));
  return all;
}

// The people of a case: roles about the sender, and those of this and other lists by name.
People people_of(const Json& one, const std::string& list, const std::string& sender) {
  People people;
  const auto add = [&people](const std::string& role, const std::string& where,
                             const std::string& who) { people.with("is_" + role, where, who); };
  for (const std::string role : {"subscriber", "owner", "editor", "listmaster"})
    if (const auto is = one.find("is_" + role); is != one.end() && *is != Json(false))
      add(role, role == "listmaster" ? "" : list, sender);
  const auto add_all = [&add](const Json& roles, const std::string& where) {
    for (const auto& [role, addresses] : roles.items())
      for (const auto& address : addresses) add(role, where, address.get<std::string>());
  };
  if (one.contains("roles")) add_all(one["roles"], list);
  if (one.contains("lists"))
    for (const auto& [name, roles] : one["lists"].items()) add_all(roles, name);
  // As the plugin answers: a listmaster is an owner, and owners edit where there is no editor.
  if (one.contains("is_listmaster")) add("owner", list, sender);
  if (one.contains("is_owner") && !one.contains("is_editor")) add("editor", list, sender);
  return people;
}

std::string ours(const Json& one, const std::string& text) {
  const auto list = one.contains("listname") && one["listname"].is_string()
                        ? one["listname"].get<std::string>()
                        : std::string("list");
  auto sender = one.contains("sender") && one["sender"].is_string()
                    ? lower(one["sender"].get<std::string>())
                    : std::string("nobody");
  std::optional<Message> post;
  if (one.contains("message_text")) post = message(one["message_text"].get<std::string>());
  const Question asked{method_named(one.value("auth_method", "smtp")).value(), sender, list,
                       "lists.example.org", post ? &*post : nullptr};
  return decision(text, asked, people_of(one, list, sender));
}

std::string theirs(const Json& answer) {
  auto text = std::string(trim(answer["action"].get<std::string>()));
  // Whom request_auth asks stands in the rule, not in the verdict.
  if (text.starts_with("request_auth(")) text.resize(text.find('('));
  if (answer.contains("reason"))
    text += " " + answer["reason"].get<std::string>();
  else if (answer.contains("tt2"))
    text += " " + answer["tt2"].get<std::string>();
  return text;
}

std::map<std::string, std::string> answers_of(const std::string& name) {
  std::map<std::string, std::string> answers;
  for (const auto& answer : read_lines(name))
    answers[answer["id"].get<std::string>()] = theirs(answer);
  return answers;
}

enum class Outcome { same, refused, otherwise, later, elsewhere };

Outcome compare(const Json& one, const std::string& answer) {
  const auto id = one["id"].get<std::string>();
  const auto text = one["text"].get<std::string>();
  if (elsewhere.contains(id)) return Outcome::elsewhere;
  if (const auto found = refused.find(id); found != refused.end()) {
    CHECK_THAT(refusal(text), Contains(found->second));
    return Outcome::refused;
  }
  if (const auto found = later.find(id); found != later.end()) {
    CHECK_THAT(refusal(text), Contains(found->second) && Contains("not supported yet"));
    return Outcome::later;
  }
  REQUIRE(refusal(text) == "");
  if (const auto found = otherwise.find(id); found != otherwise.end()) {
    CHECK(ours(one, text) == found->second);
    CHECK(answer != found->second);
    return Outcome::otherwise;
  }
  CHECK(ours(one, text) == answer);
  return Outcome::same;
}

}  // namespace

TEST_CASE("the corners of the language decide as in Sympa, or are refused for a reason") {
  const auto cases = read_lines("edge.cases.jsonl");
  if (cases.empty()) {
    WARN("the cases of Sympa are not here: nothing compared");
    return;
  }
  auto answers = answers_of("edge.sympa-6.2.70.jsonl");
  std::map<Outcome, std::size_t> count;
  for (const auto& one : cases) {
    INFO(one["id"].get<std::string>() << ": " << one["text"].get<std::string>());
    REQUIRE(answers.contains(one["id"].get<std::string>()));
    ++count[compare(one, answers[one["id"].get<std::string>()])];
  }
  CHECK(count[Outcome::refused] == refused.size());
  CHECK(count[Outcome::otherwise] == otherwise.size());
  CHECK(count[Outcome::later] == later.size());
  CHECK(count[Outcome::elsewhere] == elsewhere.size());
  CHECK(count[Outcome::same] ==
        cases.size() - refused.size() - otherwise.size() - later.size() - elsewhere.size());
  CHECK(count[Outcome::same] >= 25);
}

// The folder default/scenari of Debian's package sympa, unpacked somewhere.
TEST_CASE("the scenario files of Sympa decide as in Sympa") {
  const char* folder_of_files = std::getenv("CHANCERY_SYMPA_SCENARIOS");
  const auto cases = read_lines("shipped.cases.jsonl");
  if (!folder_of_files || cases.empty()) {
    WARN("CHANCERY_SYMPA_SCENARIOS does not name the files: nothing compared");
    return;
  }
  auto answers = answers_of("shipped.sympa-6.2.70.jsonl");
  std::set<std::string> read, not_yet;
  for (const auto& one : cases) {
    INFO(one["id"].get<std::string>());
    const auto name = one["function"].get<std::string>() + "." + one["name"].get<std::string>();
    const auto text = read_file(fs::path(folder_of_files) / name).value();
    const auto refused_as = refusal(text);
    (refused_as.empty() ? read : not_yet).insert(name);
    if (refused_as.empty())
      CHECK(ours(one, text) == answers[one["id"].get<std::string>()]);
    else
      CHECK_THAT(refused_as, Contains("not supported yet"));
  }
  CHECK(read.size() == 55);
  CHECK(not_yet == std::set<std::string>{"send.public_nobcc", "spam_status.x-spam-status"});
}
