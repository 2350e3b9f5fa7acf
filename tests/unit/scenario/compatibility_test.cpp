// What people are told of the files that they bring along from Sympa.
#include "read.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "scenario/compatibility.hpp"
#include "scenario/sympa.hpp"

using namespace test;

namespace {

Compatibility compared(const std::string& text) { return compare_with_sympa(text, read(text)); }

// "LINE: SYMPA | HERE | WHY; WHY" a line.
std::string differences(const std::string& text) {
  std::string all;
  for (const auto& difference : compared(text).differences) {
    all +=
        std::to_string(difference.line) + ": " + difference.sympa + " | " + difference.here + " | ";
    for (const auto& why : difference.why) all += why + "; ";
    all += "\n";
  }
  return all;
}

}  // namespace

TEST_CASE("a file that is read alike has no differences") {
  const std::string text =
      "# comment\n\ntitle.fr t\ntitle x\n"
      "is_subscriber([listname],[sender]) smime -> do_it # why\n"
      "! is_owner([listname] , [sender])  smtp,dkim, md5 ->  reject(reason='x'),quiet\n"
      "match([header->Subject][0],/^a\\/b, (c)$/) smtp -> request_auth([email])\n"
      "true() -> reject(tt2='name')\n";
  CHECK(differences(text) == "");
  CHECK(compared(text).sympa == "decides by 4 rules");
  CHECK(compared(text).here == "decides by 4 rules");
}

TEST_CASE("a mistyped method opens a rule in Sympa and is refused here") {
  const auto found = compared("# x\ntrue() smine -> do_it\n");
  REQUIRE(found.differences.size() == 1);
  const auto& difference = found.differences[0];
  CHECK(difference.line == 2);
  CHECK(difference.written == "true() smine -> do_it");
  CHECK(difference.sympa == "reads `true() smtp -> do_it`");
  CHECK(difference.here == "is refused: smine is no authentication method; did you mean smime?");
  CHECK(difference.why == std::vector<std::string>{"`smine` behind the predicate is ignored",
                                                   "no method is left, so the rule is for smtp"});
  CHECK_THAT(found.here, Contains("wait until the file is mended"));
}

TEST_CASE("each thing that Sympa reads by accident is told") {
  for (const auto& [text, told] : std::map<std::string, std::string>{
           {"true() md5,smine -> do_it", "`md5,smine` behind the predicate is ignored"},
           {"true() smine,md5 -> do_it", "`smine,md5` behind the predicate is ignored"},
           {"true() smine, md5 -> do_it", "reads `true() md5 -> do_it`"},
           {"true() smtp md5 -> do_it", "`smtpmd5` is one method, which nobody has"},
           {"true() SMTP -> do_it", "`SMTP` is one method, which nobody has"},
           {"true()md5 -> do_it", "`md5` behind the predicate is ignored"},
           {"not true() smtp -> do_it", "`not` before the predicate is ignored"},
           {"!!true() smtp -> do_it", "reads `!true() smtp -> do_it`"},
           {"nottrue() smtp -> do_it", "`not` before the predicate is ignored"},
           {"true() && all() smtp -> do_it", "the arguments end before `) && all(`"},
           {"match([sender],/a#b/) smtp -> do_it", "the line ends at its #: `match([sender],/a`"},
           {"true() smtp -> do_it#x", "the line ends at its #"},
           {"section", "a word alone on a line is skipped"},
           {"equal([sender],a@x.org) smtp -> do_it", "end before `@x.org`, which is dropped"},
           {"equal([sender] a) smtp -> do_it", "the comma is missing"},
           {"equal([sender],a,) smtp -> do_it", "the comma behind the last argument is dropped"},
           {"equal(a,'[email]') smtp -> do_it", "`'[email]'` is a variable all the same"},
           {"equal(a,'x [email] y') smtp -> do_it", "is the variable in it, and nothing else"},
           {"equal([SENDER],a) smtp -> do_it", "[SENDER] is an empty text"},
           {"equal([sender][0],a) smtp -> do_it", "the index of `[sender][0]` is ignored"},
           {"equal([sender->x],a) smtp -> do_it", "is this text, and no variable"},
           {"equal(a,[header->X]) smtp -> do_it", "nothing is ever equal to `[header->X]`"},
           {"match([sender],//) smtp -> do_it", "the text of two slashes"},
           {"match([sender],/a'b/) smtp -> do_it", "never matches"},
           {"match([sender],/(?{die})/) smtp -> do_it", "runs code"},
           {"match([sender],[header->X]) smtp -> do_it",
            "the value of `[header->X]` is the pattern"},
           {"!match([sender],'(') smtp -> do_it", "so ! of it is true"},
           {"message(a,b) smtp -> do_it", "fails whenever it is asked"},
           {"true() smtp -> hamster", "`hamster` is ham"},
           {"true() smtp -> do_itxyz", "fails when it fires"},
           {"true() smtp -> rejected", "`rejected` is a reject"},
           {"true() smtp -> allow", "a reject for unknown-action"},
           {"true() smtp -> reject  ,  quiet", "`,  quiet` is not seen"},
           {"true() smtp -> reject(reason='a-b')", "only `a` is read"},
           {"true() smtp -> reject( reason='x')", "taken for a template called `reason`"},
           {"true() smtp -> reject,notify", "behind the action `,notify` is not seen"},
           {"true() include smtp -> do_it", "does not compile it"}}) {
    INFO(text);
    CHECK_THAT(differences(text), Contains("1: ") && Contains(told));
  }
}

TEST_CASE("an include counts for what it brings along") {
  CHECK(compared("include x\ntrue() smtp -> do_it\n").sympa ==
        "decides by 1 rule and what it includes");
}

TEST_CASE("what keeps Sympa from compiling rejects everything, and the line is named") {
  for (const auto& [rule, why] : std::map<std::string, std::string>{
           {"match([sender],/(/) smtp -> do_it", "the pattern `/(/` is broken"},
           {"true(1) smtp -> do_it", "true with 1 arguments"},
           {"equal([sender],'a,b') smtp -> do_it", "equal with 1 arguments"},
           {"isnt_owner() smtp -> do_it", "there is no predicate"},
           {"match([sender],/a -> b/) smtp -> do_it", "there is no predicate"},
           {"match([msg_part->body],/a/) smtp -> do_it", "no valid program"},
           {"match([sender],/include/) smtp -> do_it", "there is no predicate"}}) {
    INFO(rule);
    const auto found = compared("true() smtp -> do_it\n" + rule + "\n");
    CHECK(found.sympa == "rejects everything for not-compiled: because of line 2");
    REQUIRE(found.differences.size() == 1);
    CHECK_THAT(found.differences[0].sympa, Contains(why));
  }
}

TEST_CASE("behind a line that cannot be read Sympa reads nothing, and we say what is wrong there") {
  const auto found = compared("true() smtp -> do_it\ngarbage here\n\ntrue() smine -> do_it\n");
  CHECK(found.sympa ==
        "rejects everything for no-rule-match, and drops all rules: because of line 2");
  REQUIRE(found.differences.size() == 2);
  CHECK(found.differences[0].sympa == "cannot read it, and so rejects everything");
  CHECK(found.differences[1].line == 4);
  CHECK(found.differences[1].sympa == "does not get there");
  CHECK_THAT(found.differences[1].here, Contains("smime"));
}

TEST_CASE("what is read alike and decides otherwise is noted with its lines") {
  const auto notes = compared(
                         "true() smtp,dkim,md5,smime -> editorkey\n\n"
                         "match([header->Subject],/x/) smime,md5,dkim,smtp -> do_it\n"
                         "equal([sender],a) smtp -> do_it\n")
                         .notes;
  REQUIRE(notes.size() == 3);
  CHECK_THAT(notes[0], Contains("lines 1, 3: ") && Contains("pgp"));
  CHECK_THAT(notes[1], Contains("line 3: ") && Contains("unfolded"));
  CHECK_THAT(notes[2], Contains("line 3: ") && Contains("waits"));
}

TEST_CASE("bytes of a file never reach the terminal as they are, and long lines cost little") {
  const auto found = compared("\x1B]0;owned\x07 \xFF\n" + std::string(1'000'000, ' ') + "x(\n");
  CHECK_FALSE(found.differences.empty());
  for (const auto& difference : found.differences)
    for (const auto& text : {difference.written, difference.sympa, difference.here})
      CHECK(std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 32; }));
  std::string slow;
  for (int i = 0; i < 2000; ++i) slow += "smtp ";
  CHECK(sympa::read(slow + "x").fate == sympa::Reading::Fate::dropped);
}

TEST_CASE("the standard scenarios do in Sympa what they do here") {
  for (const auto& entry : fs::directory_iterator(source_folder() / "scenarios")) {
    if (entry.path().extension() == ".md" || entry.path().extension() == ".cases") continue;
    INFO(entry.path());
    CHECK(differences(read_file(entry.path()).value()) == "");
  }
}
