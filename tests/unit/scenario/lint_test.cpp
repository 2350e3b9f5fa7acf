// What is warned of, and what is not.
#include "read.hpp"
#include "support/catch.hpp"

#include "scenario/lint.hpp"
#include "scenario/proof.hpp"

using namespace test;

namespace {

const std::string end = "true() smtp,dkim,md5,pgp,smime -> reject(reason='x')\n";

// A line each, without hints.
std::string warnings(const std::string& text) {
  std::string all;
  for (auto problem : lint(good(text))) {
    CHECK(problem.hint != "");
    problem.hint.clear();
    all += describe("", problem).substr(1) + "\n";
  }
  return all;
}

}  // namespace

TEST_CASE("a scenario in which every rule can fire and the last takes all is not warned of") {
  CHECK(warnings(end) == "");
  CHECK(warnings("is_subscriber([listname],[sender]) md5,smime -> do_it\n"
                 "is_owner([listname],[sender]) smtp -> request_auth\n" +
                 end) == "");
  CHECK(warnings("true() md5,smime -> do_it\ntrue() smtp,dkim,pgp -> request_auth\n") == "");
}

TEST_CASE("a rule behind one that always fires before it is dead, and the other is named") {
  CHECK(warnings(end + "is_owner([listname],[sender]) md5 -> editorkey\n") ==
        "2:1: this rule never fires: wherever it would, line 1 decides before it\n");
  CHECK(warnings("is_owner([listname],[sender]) smtp,md5 -> editorkey\n"
                 "is_listmaster([sender]) smtp -> reject\n" +
                 end) ==
        "2:1: this rule never fires: wherever it would, line 1 decides before it\n");
  CHECK(warnings("equal([header->X-A][0],'a') smtp -> editorkey\n"
                 "!equal([msg_header->x-a][0],'A') smtp -> owner\n"
                 "true() smtp -> reject\n" +
                 end) ==
        "3:1: this rule never fires: wherever it would, lines 1 and 2 decide before it\n");
}

TEST_CASE("a rule that is hidden by different rules for its methods is dead") {
  CHECK(warnings("true() md5 -> editorkey\n\ntrue() smtp,dkim -> editorkey\n"
                 "is_owner([listname],[sender]) md5,smtp -> reject\n" +
                 end) ==
        "4:1: this rule never fires: wherever it would, lines 1 and 3 decide before it\n");
  CHECK(warnings("true() md5 -> editorkey\n"
                 "is_owner([listname],[sender]) md5,smtp -> reject\n" +
                 end) == "");
}

TEST_CASE("a condition that is never true is told without a rule before it") {
  CHECK(warnings("!true() smtp -> do_it\n" + end) ==
        "1:1: this rule never fires: !true() is never true\n");
  CHECK(warnings("equal('a','b') smtp -> do_it\n" + end) ==
        "1:1: this rule never fires: equal('a','b') is never true\n");
}

TEST_CASE("do_it for a role that only the From field claims is warned of") {
  const std::string why =
      "1:1: do_it for smtp believes the From field: whoever writes the right address there is let "
      "through\n";
  for (const std::string rule :
       {"is_subscriber([listname],[sender]) smtp -> do_it", "is_owner(other,[sender]) -> do_it",
        "is_listmaster([sender]) md5,smtp -> do_it,notify", "equal([sender],'a@x.org') -> do_it",
        "match([sender],/@x\\.org$/) smtp -> do_it", "is_editor([listname],[email]) -> do_it"}) {
    INFO(rule);
    CHECK(warnings(rule + "\n" + end) == why);
  }
  for (const std::string rule :
       {"is_subscriber([listname],[sender]) md5,smime -> do_it",
        "is_owner([listname],[sender]) smtp -> editorkey",
        "!is_subscriber([listname],[sender]) smtp -> do_it", "equal([sender],[email]) -> do_it",
        "match([header->Subject],/x/) smtp -> do_it", "true() dkim -> do_it"}) {
    INFO(rule);
    CHECK(warnings(rule + "\n" + end) == "");
  }
}

TEST_CASE("trust in the address in another field is warned of by every method") {
  for (const std::string rule :
       {"is_editor([listname],[header->X-Sender][-1])", "equal([header->X-Sender][-1],'a@x.org')",
        "match([header->X-Sender][-1],/@x\\.org$/)"}) {
    INFO(rule);
    CHECK(warnings(rule + " smime -> do_it\n" + end) ==
          "1:1: do_it believes [header->X-Sender][-1]: anybody can write this field, whatever the "
          "method\n");
  }
  CHECK(warnings("equal([header->X-Approved],'a word') smtp -> do_it\n" + end) == "");
}

TEST_CASE("methods for which no rule is left are named") {
  CHECK(warnings("true() smtp,md5 -> editorkey\n") ==
        "1:1: what comes by dkim,pgp,smime may fit no rule, and is rejected for no-rule-match\n");
  CHECK(warnings("is_owner([listname],[sender]) smtp,dkim,md5,pgp,smime -> editorkey\n"
                 "!is_owner([listname],[sender]) smtp,dkim,md5,pgp,smime -> reject\n") == "");
  CHECK(warnings("# nothing\n") == "1:1: no rule: everything is rejected for no-rule-match\n");
  const auto sympas = lint(good("true() smtp,dkim,md5,smime -> editorkey\n"));
  REQUIRE(sympas.size() == 1);
  CHECK_THAT(sympas[0].what, Contains("by pgp may fit"));
  CHECK_THAT(sympas[0].hint, Contains("lets pgp through"));
}

TEST_CASE("a scenario too long to be proven is still looked at for trust") {
  std::string text;
  for (std::size_t i = 0; i <= most_provable_rules; ++i)
    text += "is_owner(list" + std::to_string(i) + ",[sender]) smtp -> do_it\n";
  CHECK(lint(good(text)).size() == most_provable_rules + 1);
}

TEST_CASE("what is said of a rule that was included names its file") {
  Company company;
  company.include = [](const std::string&) -> Result<Source> {
    return Source{"is_owner([listname],[sender]) smtp -> do_it\n", "include.part"};
  };
  const auto parsed =
      parse("include part\n" + end, "send.test", "send.test", vocabulary(), company);
  const auto found = lint(std::get<Scenario>(parsed));
  REQUIRE(found.size() == 1);
  CHECK(found[0].file == "include.part");
  CHECK_THAT(describe("send.test", found[0]), Contains("include.part:1:1: "));
}
