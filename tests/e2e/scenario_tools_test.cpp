// Scenario files on the command line: what is said of them, with which exit code, and that nothing
// but the files is needed for it.
#include "site.hpp"

#include <sstream>

using namespace e2e;

namespace {

const std::string end = "true() smtp,dkim,md5,pgp,smime -> reject(reason='x')\n";

// Scenario files in a folder of their own.
class Folder {
 public:
  std::string write(const std::string& name, const std::string& text) const {
    e2e::write(folder_.path() / name, text);
    return folder_.path() / name;
  }
  std::string path() const { return folder_.path(); }

 private:
  test::TemporaryFolder folder_;
};

Ran scenario(Words words) {
  words.insert(words.begin(), "scenario");
  return chancery(words);
}

Json json_of(Words words) {
  words.insert(words.begin(), "--json");
  return Json::parse(scenario(std::move(words)).out);
}

}  // namespace

TEST_CASE("scenario check warns, and warnings alone are no failure") {
  const Folder at;
  const auto warned =
      at.write("send.own", "is_owner([listname],[sender]) smtp -> do_it\n" + end + end);
  const auto ran = scenario({"check", warned});
  CHECK(ran.exit == 0);
  CHECK_THAT(ran.out, Contains("send.own:1:1: warning: ") && Contains("From field"));
  CHECK_THAT(ran.out, Contains("send.own:3:1: warning: ") && Contains("line 2 decides before it"));
  const auto found = json_of({"check", warned, at.write("send.bad", "true() smine -> do_it\n")});
  REQUIRE(found.size() == 3);
  CHECK(found[0]["severity"] == "warning");
  CHECK(found[2]["severity"] == "error");
  CHECK(found[2]["line"] == 1);
}

TEST_CASE("every shipped scenario passes the check") {
  Words words = {"check"};
  for (const auto& entry : fs::directory_iterator(test::source_folder() / "scenarios"))
    if (entry.path().extension() != ".md" && entry.path().extension() != ".cases")
      words.push_back(entry.path());
  CHECK(words.size() > 70);
  const auto ran = scenario(words);
  INFO(ran.out << ran.err);
  CHECK(ran.exit == 0);
  CHECK_THAT(ran.out, !Contains("never fires"));
}

TEST_CASE("scenario check --sympa says what Sympa did with a file") {
  const Folder at;
  const auto file = at.write("send.old", "true() smine -> do_it\n");
  const auto ran = scenario({"check", "--sympa", file});
  CHECK(ran.exit == 65);
  CHECK_THAT(ran.out, Contains("Sympa decides by 1 rule") &&
                          Contains("Sympa reads `true() smtp -> do_it`") &&
                          Contains("did you mean smime?"));
  const auto found = json_of({"check", "--sympa", file, at.write("send.good", end)});
  REQUIRE(found.size() == 2);
  CHECK(found[0]["differences"][0]["line"] == 1);
  CHECK(found[0]["differences"][0]["why"].size() == 2);
  CHECK(found[1]["differences"].empty());
  CHECK(scenario({"check", "--sympa", at.path() + "/send.good"}).exit == 0);
  CHECK(scenario({"check", "--sympa", at.path() + "/nothing"}).exit == 65);
}

TEST_CASE("scenario test runs the tables of a folder and names rules that no case reaches") {
  const Folder at;
  at.write("send.good", "true() smtp -> do_it\ntrue() md5 -> editorkey\n");
  at.write("send.good.cases", "smtp stranger -> do_it\n");
  at.write("README.md", "no scenario\n");
  at.write("include.part", "no scenario either\n");
  const auto ran = scenario({"test", at.path()});
  INFO(ran.out << ran.err);
  CHECK(ran.exit == 0);
  CHECK_THAT(ran.out, Contains("send.good: 1 cases") &&
                          Contains("send.good:2: no case reaches true() md5 -> editorkey"));
  CHECK_THAT(ran.out, !Contains("README") && !Contains("include.part"));
  const auto found = json_of({"test", at.path()});
  REQUIRE(found.size() == 1);
  CHECK(found[0]["cases"] == 1);
  CHECK(found[0]["unreached"][0]["line"] == 2);
  CHECK(found[0]["problems"].empty());
}

TEST_CASE("scenario test fails for a case that comes out otherwise and a scenario that is wrong") {
  const Folder at;
  at.write("send.good", end);
  CHECK(scenario({"test", at.path()}).exit == 0);
  CHECK_THAT(scenario({"test", at.path()}).out, Contains("no table of cases"));
  at.write("send.good.cases", "smtp stranger -> do_it\n");
  const auto ran = scenario({"test", at.path()});
  CHECK(ran.exit == 65);
  CHECK_THAT(ran.out, Contains("send.good.cases:1:1: ") && Contains("it is reject x"));
  at.write("send.good.cases", "smtp stranger -> reject x\n");
  at.write("send.bad", "nonsense\n");
  CHECK(scenario({"test", at.path()}).exit == 65);
  CHECK_THAT(scenario({"test", at.path()}).out, Contains("send.bad:1:1: "));
}

TEST_CASE("scenario test does not pass where there is nothing to test") {
  const Folder at;
  CHECK(scenario({"test", at.path()}).exit == 65);
  CHECK(scenario({"test", at.path() + "/nowhere"}).exit == 65);
  at.write("send.lost.cases", "smtp stranger -> do_it\n");
  const auto ran = scenario({"test", at.path()});
  CHECK(ran.exit == 65);
  CHECK_THAT(ran.err, Contains("send.lost"));
}

TEST_CASE("scenario prove says that a claim holds, or when it does not") {
  const auto file = (test::source_folder() / "scenarios/send.private_smime").string();
  const auto holds = scenario({"prove", file, "never do_it without smime"});
  INFO(holds.out << holds.err);
  CHECK(holds.exit == 0);
  CHECK_THAT(holds.out, Contains("holds: never do_it without smime"));
  const auto fails = scenario({"prove", file, "always do_it for subscribers"});
  CHECK(fails.exit == 1);
  CHECK_THAT(fails.out, Contains("does not hold") && Contains("the method is smtp") &&
                            Contains("is_subscriber([listname],[sender]) is true") &&
                            Contains("no rule fires: reject"));
  const auto found = json_of({"prove", file, "never do_it for owners"});
  CHECK(found["holds"] == false);
  CHECK(found["counterexample"]["method"] == "smime");
  CHECK(found["counterexample"]["line"].is_number());
  CHECK(found["counterexample"]["facts"][0]["holds"].is_boolean());
  CHECK(json_of({"prove", file, "never do_it without smime"})["counterexample"] == nullptr);
}

TEST_CASE("scenario prove tells a claim that is none from a scenario that is none") {
  const Folder at;
  const auto good = at.write("send.good", end);
  for (const std::string claim :
       {"do_it never", "never do_it without smine", "", "never do_it with smime without smime"}) {
    const auto ran = scenario({"prove", good, claim});
    CHECK(ran.exit == 64);
    CHECK_THAT(ran.err, Contains("never|always ACTION"));
  }
  const auto bad = at.write("send.bad", "true() smine -> do_it\n");
  const auto ran = scenario({"prove", bad, "never do_it"});
  CHECK(ran.exit == 65);
  CHECK_THAT(ran.out, Contains("send.bad:1:8: "));
  CHECK(scenario({"prove", at.path() + "/nothing", "never do_it"}).exit == 65);
}

TEST_CASE("the counter-example on the language page is the one that is printed") {
  const auto folder = test::source_folder() / "scenarios";
  const auto ran = bash("cd \"$1\" && exec \"$2\" scenario prove send.private \"$3\"",
                        {folder, test::binary(), "never do_it without smime"});
  CHECK(ran.exit == 1);
  std::string indented;
  std::istringstream out(ran.out);
  for (std::string line; std::getline(out, line);) indented += "    " + line + "\n";
  CHECK_THAT(read(folder / "LANGUAGE.md"), Contains("\n\n" + indented + "\n"));
}
