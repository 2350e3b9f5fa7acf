// The first rule that takes the method and whose predicate is true decides.
#include "read.hpp"
#include "support/catch.hpp"

#include "scenario/pattern.hpp"

using namespace test;

namespace {

Question about(const Message& message) {
  auto asked = question();
  asked.message = &message;
  return asked;
}

// Whether this condition holds of a message with these header lines.
bool holds(const std::string& condition, const std::string& header, People people = {}) {
  const auto post = message(header + "\nbody\n");
  const auto found = decision(condition + " smtp -> do_it", about(post), std::move(people));
  if (found.starts_with("error")) throw std::runtime_error(found);
  return found == "do_it";
}

}  // namespace

TEST_CASE("the first rule that fires decides") {
  CHECK(decision("true() smtp -> editorkey\ntrue() smtp -> do_it\n") == "editorkey");
  CHECK(decision("!true() smtp -> editorkey\ntrue() smtp -> do_it\n") == "do_it");
  CHECK(decision("all() smtp -> do_it\n") == "do_it");
}

TEST_CASE("a rule fires for its own methods only; smime is neither md5 nor smtp") {
  const std::string text = "true() md5 -> editorkey\ntrue() smtp,dkim -> owner\n";
  CHECK(decision(text, question(Method::md5)) == "editorkey");
  CHECK(decision(text, question(Method::dkim)) == "owner");
  CHECK(decision(text, question(Method::smime)) == "reject no-rule-match");
  CHECK(decision(text, question(Method::pgp)) == "reject no-rule-match");
}

TEST_CASE("what no rule lets through is rejected, and so is all by an empty file") {
  CHECK(decision("") == "reject no-rule-match");
  People nobody;
  const auto verdict = judge(good("true() md5 -> do_it\n"), question(), nobody);
  REQUIRE(verdict);
  CHECK(std::holds_alternative<Reject>(verdict->decision));
  CHECK_FALSE(verdict->rule);
  CHECK(verdict->scenario == "any.test");
}

TEST_CASE("every action has its decision") {
  const auto decided = [](const std::string& action) {
    People nobody;
    return judge(good("true() smtp -> " + action), question(), nobody).value();
  };
  CHECK(std::holds_alternative<Distribute>(decided("do_it").decision));
  for (const std::string held : {"editorkey", "editor", "request_auth", "owner", "listmaster"})
    CHECK(std::holds_alternative<Hold>(decided(held).decision));
  const auto quiet = decided("reject(reason='x'),quiet");
  CHECK(std::holds_alternative<Reject>(quiet.decision));
  CHECK((quiet.quiet && quiet.reason == "x"));
  CHECK_FALSE(decided("reject").reason);
  CHECK(decided("reject(tt2='name')").reason == "name");
  CHECK(decided("reject(tt2='name',reason='word')").reason == "word");
  CHECK(decided("do_it,notify").notify);
}

TEST_CASE("the trace says why each rule before did not fire, and names the one that did") {
  const auto scenario = good(
      "# x\n"
      "is_subscriber([listname],[sender]) smime -> do_it\n"
      "is_subscriber([listname],[sender]) smtp,md5 -> do_it\n"
      "!equal([header->Subject][0],'') smtp -> do_it\n"
      "! is_owner(other,[sender]) smtp -> do_it # here\n");
  auto asked = question();
  asked.sender = "mallory@x";
  People people;
  const auto verdict = judge(scenario, asked, people).value();
  REQUIRE(verdict.tried.size() == 3);
  CHECK(verdict.tried[0].line == 2);
  CHECK(verdict.tried[0].why == "the method is smtp, the rule asks for smime");
  CHECK(verdict.tried[1].why ==
        "is_subscriber([listname],[sender]) is false: [listname] is \"l\", "
        "[sender] is \"mallory@x\"");
  CHECK(verdict.tried[2].why ==
        "!equal([header->Subject][0],'') is false, for the contrary holds: "
        "[header->Subject][0] is \"\"");
  REQUIRE(verdict.rule);
  CHECK(verdict.rule->line == 5);
  CHECK(verdict.rule->file == "send.test");
  CHECK(verdict.rule->text == "! is_owner(other,[sender]) smtp -> do_it");
}

TEST_CASE("what a stranger writes into a header cannot disturb the trace") {
  std::string header;
  for (int i = 0; i < 50; ++i) header += "X-T: \x1B[31m" + std::string(500, 'x') + "\xFF\n";
  const auto post = message(header + "\n");
  People people;
  const auto verdict =
      judge(good("equal([header->X-T],'a') smtp -> do_it"), about(post), people).value();
  const auto& why = verdict.tried.at(0).why;
  CHECK(why.size() < 1000);
  CHECK_THAT(why, Contains("\\x1b[31m") && !Contains("\x1B"));
}

TEST_CASE("predicates of plugins are asked with values, and only when the method fits") {
  const std::string text =
      "is_owner([listname],[sender]) smime -> do_it\n"
      "is_listmaster([sender]) smtp -> editor\n"
      "is_editor(other,'Boss <b@y.org>, c@y.org') smtp -> owner\n";
  People people;
  people.with("is_owner", "l", "a@x.org").with("is_editor", "other", "c@y.org");
  const auto verdict = judge(good(text), question(), people).value();
  CHECK(verdict.action == "owner");
  CHECK(people.asked == std::vector<std::string>{"is_listmaster", "is_editor"});
}

TEST_CASE("an answer that cannot be had is an error of the whole, never no") {
  const std::string text =
      "true() md5 -> do_it\n!is_subscriber(fails,[sender]) smtp -> do_it\ntrue() smtp -> do_it\n";
  People people;
  const auto verdict = judge(good(text), question(), people);
  REQUIRE_FALSE(verdict);
  CHECK(verdict.error().code == Code::try_later);
  CHECK_THAT(verdict.error().what, Contains("send.test:2") && Contains("the store is away") &&
                                       Contains("!is_subscriber(fails,[sender])"));
  CHECK(verdict.error().hint == "wake it");
}

TEST_CASE("equal ignores the case of ASCII letters and nothing else") {
  CHECK(holds("equal([sender],'A@X.org')", ""));
  CHECK(holds("equal([email],'a@x.org.')", "") == false);
  CHECK(holds("equal([listname],L)", ""));
  CHECK(holds("equal([domain],'LISTS.example.org')", ""));
  CHECK(holds("equal([host],[domain])", ""));
  CHECK_FALSE(holds("equal('caf\xC3\xA9','CAF\xC3\x89')", ""));
  CHECK_FALSE(holds("equal('a','a ')", ""));
}

TEST_CASE("of a field that is there several times any value counts") {
  const std::string header = "X-S: a\nx-s: b\nX-S:\n";
  CHECK(holds("equal([header->X-S],'b')", header));
  CHECK(holds("equal([msg_header->x-s],'')", header));
  CHECK(holds("match([header->X-S],/^b$/)", header));
  CHECK_FALSE(holds("equal([header->X-S],'ab')", header));
  CHECK(holds("equal([header->X-S][0],'a')", header));
  CHECK(holds("equal([header->X-S][+1],'b')", header));
  CHECK(holds("equal([header->X-S][-3],'a')", header));
  CHECK(holds("equal([header->X-S][3],'')", header));
  CHECK(holds("equal([header->X-S][-4],'')", header));
}

TEST_CASE("a field that is missing is an empty text, with a message and without one") {
  CHECK(holds("equal([header->X-None],'')", "Subject: x\n"));
  CHECK(holds("!match([header->X-None],/./)", "Subject: x\n"));
  CHECK(decision("equal([header->X-None],'') smtp -> do_it") == "do_it");
  CHECK(decision("equal([header->X-None][2],'') smtp -> do_it") == "do_it");
}

TEST_CASE("fields are unfolded and decoded before they are compared") {
  CHECK(holds("equal([header->Subject],'one two')", "Subject: one\n two\n"));
  CHECK(holds("match([header->Subject],/^secret$/)", "Subject: =?UTF-8?B?c2VjcmV0?=\n"));
  CHECK_FALSE(holds("match([header->X-S][0],/\\n/)", "X-S: a\n b\n"));
}

TEST_CASE("people in a field are its addresses, whatever the display names look like") {
  People people;
  people.with("is_subscriber", "l", "alice@x.org");
  const auto is_member = [&](const std::string& header) {
    return holds("is_subscriber([listname],[msg_header->From])", header, people);
  };
  CHECK(is_member("From: alice@x.org\n"));
  CHECK(is_member("From: Alice <alice@x.org>\n"));
  CHECK(is_member("From: z@x.org\nFrom: Bob <bob@x.org>, (a) alice@x.org\n"));
  CHECK_FALSE(is_member("From: \"alice@x.org\" <mallory@evil.org>\n"));
  CHECK_FALSE(is_member("From: =?UTF-8?Q?alice=40x.org=2C?= <mallory@evil.org>\n"));
  CHECK_FALSE(is_member("From: mallory@evil.org (alice@x.org)\n"));
  CHECK_FALSE(is_member("From: alice@x.org mallory\n"));
  CHECK_FALSE(is_member("Subject: no sender\n"));
}

TEST_CASE("match looks anywhere and ignores case") {
  CHECK(holds("match([sender],/^A@X/)", ""));
  CHECK(holds("match([sender],/@x/)", ""));
  CHECK(holds("match([sender],/(a|b)@x/)", ""));
  CHECK(holds("match([sender],/a'?@x/)", ""));
  CHECK(holds("match('a/b',/a\\/b/)", ""));
  CHECK(holds("match([sender],'^a@')", ""));
  CHECK_FALSE(holds("match([sender],/^x/)", ""));
  CHECK(holds("match('CAF\xC3\x89',/caf\xC3\xA9$/)", ""));
}

TEST_CASE("an empty pattern matches nothing") {
  CHECK_FALSE(holds("match([sender],'')", ""));
  CHECK(holds("!match([sender],'')", ""));
}

TEST_CASE("[domain] in a regular expression is the domain, and its dots are dots") {
  auto asked = question();
  const std::string text = "match([sender],/@[domain]$/) smtp -> do_it";
  for (const auto& [sender, expected] :
       std::map<std::string, std::string>{{"a@lists.example.org", "do_it"},
                                          {"a@listsxexample.org", "reject no-rule-match"},
                                          {"a@lists.example.org.evil", "reject no-rule-match"}}) {
    asked.sender = sender;
    CHECK(decision(text, asked) == expected);
  }
  asked.domain = "other.example";
  asked.sender = "a@other.example";
  CHECK(decision("match([sender],/@[host]$/) smtp -> do_it", asked) == "do_it");
}

TEST_CASE("bytes that are no UTF-8 match nothing and disturb nothing") {
  CHECK(holds("match([header->X],/b$/)", "X: \xFF\xFE\x80 b\n"));
  CHECK_FALSE(holds("match([header->X],/\\xFF/)", "X: \xFF\n"));
  CHECK(holds("match([header->X],/caf\xE9/)", "X: caf\xE9\n"));  // a pattern in Latin-1
}

TEST_CASE("a regular expression that runs away is an error, soon, and never no") {
  const std::string long_run(900'000, 'a');
  const std::vector<std::pair<std::string, std::string>> table = {
      {"(a+)+$", std::string(5000, 'a') + "b"},
      {"a.*b.*c", long_run + "c"},
      {"a[^b]*bc", long_run + "c"},
      {"a.*+bc", long_run + "c"},
      {"(?=(a*+))b|(a|aa)+$", std::string(3000, 'a') + "b"},
      {"^(?:a|(?R))*$x", long_run},
  };
  for (const auto& [pattern, subject] : table) {
    INFO(pattern);
    const auto post = message("X: " + subject + "\n\n");
    const auto said = decision("!match([header->X],/" + pattern + "/) smtp -> do_it", about(post));
    CHECK_THAT(said, Contains("error: send.test:1: ") && Contains("ran away"));
  }
}

TEST_CASE("many fields, each just short enough, share one bound") {
  std::string header;
  for (int i = 0; i < 150; ++i) header += "X: " + std::string(6000, 'a') + "c\n";
  const auto post = message(header + "\n");
  CHECK_THAT(decision("match([header->X],/a[^b]*bc/) smtp -> do_it", about(post)),
             Contains("ran away"));
}

TEST_CASE("a long field does not keep an honest pattern from its answer") {
  const std::string long_run(900'000, 'a');
  CHECK(holds("match([header->X],/secret/)", "X: " + long_run + " secret\n"));
  CHECK_FALSE(holds("match([header->X],/\\[task\\]/)", "X: " + long_run + "\n"));
  CHECK_FALSE(holds("match([header->X],/^x.*y$/)", "X: " + long_run + "\n"));
  std::string broken;
  for (int i = 0; i < 300'000; ++i) broken += "\xFF\xC3z";
  CHECK_FALSE(holds("match([header->X],/(?<=q)b$/)", "X: " + broken + "\n"));
}
