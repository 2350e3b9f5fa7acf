// Values go into filters as values: no sender writes SQL or an LDAP filter.
#include "support/catch.hpp"

#include "flow/filter_text.hpp"
#include "flow/remembered.hpp"

using namespace chancery;
using Catch::Matchers::Contains;

namespace {

class Outside final : public scenario::Answers {
 public:
  Result<bool> ask(std::string_view, std::span<const scenario::Value>) override { return false; }
  Result<scenario::Value> value(std::string_view variable, std::string_view key) override {
    if (variable == "conf" && key == "title") return scenario::Value("T");
    return Err(Code::misconfigured, "not set");
  }
};

struct World {
  Outside outside;
  scenario::Question question;
  std::string text;
  Sought sought() { return {text, question, outside}; }
};

World world(const std::string& text, const std::string& sender = "a@x.org") {
  World made;
  made.text = text;
  made.question.sender = sender;
  made.question.list = "staff";
  return made;
}

}  // namespace

TEST_CASE("in a statement each variable is a ? and its value stands apart") {
  auto w = world("b@x.org", "' OR 1 --");
  const auto sql =
      sql_text("SELECT [text], [sender] FROM x WHERE l = [listname] AND c = [conf->title] AND i[0]",
               w.sought());
  REQUIRE_FALSE(sql);  // [0] is no variable
  const auto good =
      sql_text("SELECT [text] WHERE [sender] = [conf->title] OR x = '[ '", w.sought());
  REQUIRE(good);
  CHECK(good->text == "SELECT ? WHERE ? = ? OR x = '[ '");
  CHECK(good->values == std::vector<std::string>{"b@x.org", "' OR 1 --", "T"});
  CHECK_FALSE(sql_text("SELECT ?", w.sought()));
}

TEST_CASE("in a filter of a directory each value is escaped") {
  auto w = world(std::string("*)(uid=\\x\0", 10));
  CHECK(ldap_text("(&(mail=[text])(l=[listname]))", w.sought()).value() ==
        "(&(mail=\\2a\\29\\28uid=\\5cx\\00)(l=staff))");
  w.text = "caf\xC3\xA9";
  CHECK(ldap_text("(cn=[text])", w.sought()).value() == "(cn=caf\xC3\xA9)");
}

TEST_CASE("a variable that is none, has many values or cannot be known is an error") {
  auto w = world("x");
  for (const std::string filter :
       {"[nobody]", "[conf]", "[sender->x]", "[conf->other]", "[msg_part->type]", "[TEXT]"}) {
    INFO(filter);
    CHECK_FALSE(ldap_text("(a=" + filter + ")", w.sought()));
  }
  CHECK_THAT(ldap_text("(a=[nobody])", w.sought()).error().what, Contains("no variable"));
}

TEST_CASE("an answer is good until its time, and not a second longer") {
  FilterAnswers answers;
  const auto at = [](int s) { return from_seconds(s); };
  CHECK_FALSE(answers.find("q", at(0)));
  answers.keep("q", true, at(10), at(0));
  CHECK(answers.find("q", at(9)) == true);
  CHECK_FALSE(answers.find("q", at(10)));
  CHECK_FALSE(answers.find("p", at(1)));
  answers.keep("none", true, at(5), at(5));
  CHECK_FALSE(answers.find("none", at(0)));
}
