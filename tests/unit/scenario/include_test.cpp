// Files that other files take in.
#include "read.hpp"
#include "support/catch.hpp"

using namespace test;

namespace {

using Files = std::map<std::string, std::string>;

Company with(const Files& files) {
  Company company;
  company.header = true;
  company.include = [files](const std::string& name) -> Result<Source> {
    const auto found = files.find(name);
    if (found == files.end()) return Err(Code::not_found, "there is no include." + name);
    if (found->second == "broken") return Err(Code::misconfigured, "include." + name + " is away");
    return Source{found->second, "include." + name};
  };
  return company;
}

std::variant<Scenario, Problems> read_with(const std::string& text, const Files& files) {
  return parse(text, "send.test", "send.test", vocabulary(), with(files));
}

// "FILE:LINE" of each rule, or the problems.
std::string rules(const std::string& text, const Files& files) {
  const auto parsed = read_with(text, files);
  std::string all;
  if (const auto* found = std::get_if<Problems>(&parsed))
    for (const auto& problem : *found) all += describe("send.test", problem) + "\n";
  else
    for (const auto& rule : std::get<Scenario>(parsed).rules)
      all += rule.file + ":" + std::to_string(rule.line) + " ";
  return all;
}

const std::string rule_line = "true() smtp -> do_it\n";

}  // namespace

TEST_CASE("included rules stand where the include stands, and keep their file and line") {
  const Files files = {{"a", "# x\n" + rule_line + rule_line}, {"b", "title t\n\n" + rule_line}};
  CHECK(rules(rule_line + "include a\n" + rule_line + "include b # why\n", files) ==
        "send.test:1 include.a:2 include.a:3 send.test:3 include.b:3 ");
}

TEST_CASE("an include is written in four ways, in any case") {
  const Files files = {{"a.b", rule_line}};
  for (const std::string line :
       {"include a.b", "include 'a.b'", "include('a.b')", "include(a.b)", " INCLUDE ( 'a.b' ) "}) {
    INFO(line);
    CHECK(rules(line + "\n", files) == "include.a.b:1 ");
  }
}

TEST_CASE("includes may be repeated and nested") {
  const Files files = {{"a", "include b\n" + rule_line + "include b\n"}, {"b", rule_line}};
  CHECK(rules("include a\ninclude b\n", files) ==
        "include.b:1 include.a:2 include.b:1 include.b:1 ");
}

TEST_CASE("an include that comes back to itself is refused, with the way") {
  const Files files = {{"a", "include b\n"}, {"b", "\n include a\n"}};
  CHECK(rules("include a\n", files) ==
        "include.b:2:2: include goes in a circle: a includes b includes a\n");
}

TEST_CASE("includes of includes that become too many are given up") {
  Files files = {{"a0", rule_line}};
  for (int i = 1; i < 40; ++i) {
    const auto below = "include a" + std::to_string(i - 1) + "\n";
    files["a" + std::to_string(i)] = below + below;
  }
  CHECK_THAT(rules("include a39\n", files), Contains("too many rules"));
}

TEST_CASE("an include that is missing, empty, unreadable or wrong is a problem of the whole") {
  const Files files = {{"e", "# nothing\n"}, {"x", "broken"}, {"w", rule_line + "nonsense x\n"}};
  CHECK(rules("\ninclude no\n", files) == "send.test:2:1: there is no include.no\n");
  CHECK_THAT(rules("include e\n" + rule_line, files),
             Contains("send.test:1:1: include.e has no rule"));
  CHECK_THAT(rules("include x\n", files), Contains("include.x is away"));
  CHECK_THAT(rules("include w\n", files), Contains("include.w:2:1: nonsense"));
  for (const std::string line : {"include", "include a-b", "include \"e\"", "include ('e'",
                                 "include e)", "include e e", "include [sender]", "include ../e"}) {
    INFO(line);
    CHECK_THAT(rules(line + "\n", files), Contains("send.test:1:"));
  }
}

TEST_CASE("the header of the function comes first, and need not be there") {
  CHECK(rules(rule_line, {{"send.header", rule_line}, {"add.header", rule_line}}) ==
        "include.send.header:1 send.test:1 ");
  CHECK(rules(rule_line, {}) == "send.test:1 ");
  CHECK(rules(rule_line, {{"send.header", ""}}) == "send.test:1 ");
  CHECK_THAT(rules(rule_line, {{"send.header", "broken"}}), Contains("is away"));
  CHECK_THAT(rules(rule_line, {{"send.header", "include send.header\n"}}), Contains("circle"));
}

TEST_CASE("the blocklist comes before everything, for every method, without a word") {
  auto company = with({{"send.header", rule_line}});
  company.blocklist = true;
  const auto parsed = parse(rule_line, "send.test", "send.test", vocabulary(), company);
  const auto& scenario = std::get<Scenario>(parsed);
  REQUIRE(scenario.rules.size() == 3);
  CHECK(scenario.rules[0].file == "blocklist");
  CHECK(scenario.rules[1].file == "include.send.header");
  People people;
  people.with("search", "blocklist.txt", "a@x.org");
  for (const auto method : {Method::smtp, Method::dkim, Method::md5, Method::pgp, Method::smime}) {
    const auto verdict = judge(scenario, question(method), people);
    REQUIRE(verdict);
    CHECK((verdict->action == "reject" && verdict->quiet));
  }
}

TEST_CASE("the trace names the file of a rule that was included") {
  const auto parsed =
      read_with("include a\ntrue() smtp -> reject\n", {{"a", "!true() smtp -> do_it\n"}});
  People people;
  const auto verdict = judge(std::get<Scenario>(parsed), question(), people).value();
  CHECK(verdict.tried.at(0).file == "include.a");
  CHECK(verdict.rule->file == "send.test");
}
