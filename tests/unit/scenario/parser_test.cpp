// The language is read as Sympa's users write it, and nothing is read that was not meant.
#include "read.hpp"
#include "support/catch.hpp"

using namespace test;

TEST_CASE("a rule has a predicate, methods and an action") {
  const auto r = rule("is_subscriber([listname],[sender])  smtp,md5 -> request_auth  # why\n");
  CHECK(r.line == 1);
  CHECK(r.predicate == "is_subscriber");
  CHECK_FALSE(r.negated);
  CHECK(r.text == "is_subscriber([listname],[sender])  smtp,md5 -> request_auth");
  CHECK(r.condition == "is_subscriber([listname],[sender])");
  CHECK(r.methods == std::vector{Method::smtp, Method::md5});
  REQUIRE(r.arguments.size() == 2);
  CHECK(r.arguments[0].variable == "listname");
  CHECK(r.arguments[1].column == 26);
  CHECK(r.action.name == "request_auth");
}

TEST_CASE("white space around the pieces of a rule means nothing") {
  for (const std::string line :
       {"true() smtp -> do_it", "  true ( )  smtp  ->  do_it  ", "\ttrue()\tsmtp\t->\tdo_it\t",
        "true() smtp->do_it", "TRUE() smtp -> do_it", "true() smtp, -> do_it"}) {
    INFO(line);
    CHECK(rule(line).predicate == "true");
    CHECK(rule(line).methods == std::vector{Method::smtp});
    CHECK(rule(line).action.name == "do_it");
  }
}

TEST_CASE("methods are a set, separated by commas, and smtp when there are none") {
  CHECK(rule("true() -> do_it").methods == std::vector{Method::smtp});
  CHECK(rule("true() smtp , dkim,md5 ,pgp, smime -> do_it").methods.size() == 5);
  CHECK(rule("true() md5,md5,md5 -> do_it").methods == std::vector{Method::md5});
}

TEST_CASE("a ! negates, with or without a blank") {
  CHECK(rule("!true() smtp -> do_it").negated);
  CHECK(rule("! true() smtp -> do_it").negated);
  CHECK(rule("! true() smtp -> do_it").condition == "! true()");
}

TEST_CASE("every kind of argument is read") {
  const auto r = rule("match([msg_header->X-Spam][-1],/^a\\/b(c|d),e -> f$/) smtp -> do_it");
  CHECK(r.arguments[0].variable == "msg_header");
  CHECK(r.arguments[0].key == "X-Spam");
  CHECK(r.arguments[0].index == -1);
  CHECK(r.arguments[1].kind == Argument::Kind::pattern);
  CHECK(r.arguments[1].text == "^a\\/b(c|d),e -> f$");
  CHECK(r.condition == "match([msg_header->X-Spam][-1],/^a\\/b(c|d),e -> f$/)");
  const auto texts = rule("equal(other-list.1,\"it's, you\") smtp -> do_it").arguments;
  CHECK(texts[0].text == "other-list.1");
  CHECK(texts[1].text == "it's, you");
}

TEST_CASE("every action is read with its arguments") {
  const auto action = [](const std::string& text) { return rule("true() smtp -> " + text).action; };
  for (const std::string name :
       {"do_it", "reject", "request_auth", "editorkey", "editor", "owner", "listmaster"})
    CHECK(action(name).name == name);
  CHECK(action("reject(reason='list_closed')").reason == "list_closed");
  CHECK(action("reject(reason=word)").reason == "word");
  CHECK(action("reject(tt2='moderated')").message_template == "moderated");
  CHECK(action("reject('moderated.tt2')").message_template == "moderated.tt2");
  const auto both = action("reject(reason='r',tt2='t')");
  CHECK((both.reason == "r" && both.message_template == "t"));
  CHECK(action("request_auth([email])").target == "email");
  CHECK(action("request_auth ( [sender] )").target == "sender");
  CHECK(action("reject,quiet").quiet);
  CHECK(action("reject(reason='x') , quiet").quiet);
  CHECK(action("reject('x') ,quiet").quiet);
  const auto told = action("do_it,quiet,notify");
  CHECK((told.quiet && told.notify));
  CHECK_FALSE(action("listmaster,notify").quiet);
}

TEST_CASE("titles are read in every language, and an apostrophe in one is no quote") {
  const auto scenario = good(
      "title anybody\ntitle.fr n'importe qui # un commentaire\n  Title.gettext Anybody\r\n"
      "true() smtp -> do_it\n");
  CHECK(scenario.titles.at("default") == "anybody");
  CHECK(scenario.titles.at("fr") == "n'importe qui");
  CHECK(scenario.titles.at("gettext") == "Anybody");
  CHECK(scenario.rules.size() == 1);
}

TEST_CASE("comments and empty lines mean nothing") {
  const auto scenario = good("# one\n   # two ' / [\n\n \t \ntrue() smtp -> do_it # it's / [\n#");
  REQUIRE(scenario.rules.size() == 1);
  CHECK(scenario.rules[0].line == 5);
  CHECK(good("").rules.empty());
  CHECK(good("title nothing but a title\n").rules.empty());
}

TEST_CASE("LF, CRLF and CR end lines") {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const auto scenario =
        good("# x" + end + "true() smtp -> do_it" + end + end + "true() md5 -> reject");
    REQUIRE(scenario.rules.size() == 2);
    CHECK(scenario.rules[1].line == 4);
    CHECK(scenario.rules[0].text == "true() smtp -> do_it");
  }
}

TEST_CASE("all problems are told at once, each with line, column and what was meant") {
  const auto found = problems(
      "title x\n"
      "is_suscriber([listname],[sendr]) smtp,smine -> do_it\n"
      "true() smtp -> do_it\n"
      "true(1) SMTP -> reject(reson='x')\n");
  REQUIRE(found.size() == 6);
  CHECK(found[0] == "2:1: is_suscriber is no predicate; did you mean is_subscriber?");
  CHECK(found[1] == "2:25: [sendr] is no variable; did you mean [sender]?");
  CHECK(found[2] == "2:39: smine is no authentication method; did you mean smime?");
  CHECK(found[3] == "4:1: true takes no argument, and here are 1");
  CHECK(found[4] == "4:9: SMTP is no authentication method; did you mean smtp?");
  CHECK(found[5] == "4:24: reson is nothing that reject takes; did you mean reason?");
}

TEST_CASE("a file of nonsense is given up after a hundred problems") {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "nonsense nonsense\n";
  const auto found = problems(text);
  CHECK(found.size() <= most_problems + 1);
  CHECK_THAT(found.back(), Contains("not read"));
  std::string many;
  for (int i = 0; i < 99; ++i) many += "nonsense nonsense\n";
  CHECK(problems(many + "true(1) a,b,c,d,e,f -> g\n" + many).size() <= most_problems + 1);
}

// What, where it is noted, and a word of the reason.
struct Refused {
  std::string line;
  int column;
  std::string why;
};

TEST_CASE("what Sympa reads by accident is refused") {
  const std::vector<Refused> table = {
      {"true() smine -> do_it", 8, "smime"},
      {"true() smtp,smine -> do_it", 13, "smime"},
      {"true() SMTP -> do_it", 8, "smtp"},
      {"true() smtp md5 -> do_it", 13, "comma"},
      {"true() smtp,,md5 -> do_it", 13, "method is missing"},
      {"true()smtp -> do_it", 7, "blank"},
      {"true()-> do_it", 7, "blank"},
      {"true()md5 -> do_it", 7, "blank"},
      {"true() && true() smtp -> do_it", 8, "one predicate"},
      {"true() true() smtp -> do_it", 8, "method"},
      {"true() whatever smtp -> do_it", 8, "whatever"},
      {"not true() smtp -> do_it", 1, "write !"},
      {"!!true() smtp -> do_it", 2, "second !"},
      {"foo true() smtp -> do_it", 1, "foo"},
      {"section", 1, "alone"},
      {"true() smtp do_it", 13, "-> is missing"},
      {"true() smtp", 12, "-> is missing"},
      {"true() smtp ->", 15, "action is missing"},
      {"true() smtp -> allow", 16, "no action"},
      {"true() smtp -> DO_IT", 16, "do_it"},
      {"true() smtp -> hamster", 16, "no action"},
      {"true() smtp -> do_itxyz", 16, "no action"},
      {"true() smtp -> do_it smtp", 22, "behind the action"},
      {"true() smtp -> do_it -> reject", 22, "behind the action"},
      {"true() smtp -> do_it,loud", 22, "quiet"},
      {"true() smtp -> do_it(1)", 21, "takes no argument"},
      {"true() smtp -> reject(reason='a-b')", 30, "one word"},
      {"true() smtp -> reject(reason=\"ab\")", 30, "single quotes"},
      {"true() smtp -> reject( reason='ab')", 24, "blank"},
      {"true() smtp -> reject(reason='ab', tt2='t')", 36, "blank"},
      {"true() smtp -> reject (reason='ab')", 23, "blank"},
      {"true() smtp -> reject(tt2='a.tt2')", 27, "one word"},
      {"true() smtp -> reject(reason='a',reason='b')", 41, "twice"},
      {"true() smtp -> reject(reason='a'", 33, "not closed"},
      {"true() smtp -> reject  ,  quiet", 24, "blank"},
      {"true() smtp -> reject,quiet(reason='a')", 28, "behind the action"},
      {"true() smtp -> reject,notify", 23, "notify"},
      {"true() smtp -> request_auth([listname])", 29, "[email]"},
      {"equal([sender],a@x.org) smtp -> do_it", 17, "quotes"},
      {"equal([sender],'a,b' ; foo) smtp -> do_it", 22, "comma"},
      {"equal([sender] 'a') smtp -> do_it", 16, "comma"},
      {"equal([sender],'a',) smtp -> do_it", 20, "missing"},
      {"equal([sender]) smtp -> do_it", 1, "takes 2 arguments"},
      {"equal([sender],'a','b') smtp -> do_it", 1, "takes 2 arguments"},
      {"equal([sender],'a)b') smtp -> do_it", 16, ")"},
      {"equal([sender],'[email]') smtp -> do_it", 16, "variable in quotes"},
      {"equal([sender],'x [header->To] y') smtp -> do_it", 16, "variable in quotes"},
      {"equal([sender],'a) smtp -> do_it", 16, "closed"},
      {"equal([sender],/a/) smtp -> do_it", 16, "match"},
      {"equal('a',[header->To]) smtp -> do_it", 11, "[0]"},
      {"is_subscriber([header->To],[sender]) smtp -> do_it", 15, "[0]"},
      {"is_subscriber(my+list,[sender]) smtp -> do_it", 17, "quotes"},
      {"is_subscriber(include-us,[sender]) smtp -> do_it", 15, "include"},
      {"equal([header->X-Included][0],'a') smtp -> do_it", 7, "include"},
      {"match([sender],[email]) smtp -> do_it", 16, "regular expression"},
      {"match([sender],/a) smtp -> do_it", 16, "closed"},
      {"match([sender],/(/) smtp -> do_it", 16, "broken"},
      {"match([sender],'(') smtp -> do_it", 16, "broken"},
      {"match([sender],//) smtp -> do_it", 16, "empty"},
      {"match([sender],/(?{die 1})/) smtp -> do_it", 16, "run a program"},
      {"match([sender],/(??{1})/) smtp -> do_it", 16, "run a program"},
      {"match([sender],/a(?C1)b/) smtp -> do_it", 16, "callout"},
      {"match([sender],/a\\Cb/) smtp -> do_it", 16, "\\C"},
      {"match([sender],/(*UTF)a/) smtp -> do_it", 16, "(*UTF, which Perl"},
      {"match([sender],/a{,5}/) smtp -> do_it", 16, "no repeat"},
      {"match([sender],/a{ 1, 5 }/) smtp -> do_it", 16, "no repeat"},
      {"match([sender],/\\b{wb}a/) smtp -> do_it", 16, "\\b{"},
      {"match([sender],/^\\p{Lu}/) smtp -> do_it", 16, "case is ignored"},
      {"match([sender],/[\\P{ Lower_case_Letter }]/) smtp -> do_it", 16, "case is ignored"},
      {"match([sender],/a\\\\.org/) smtp -> do_it", 16, "\\x5C"},
      {"match([sender],/^\\Qa.b\\E$/) smtp -> do_it", 16, "\\Q"},
      {"match([sender],'a\\Qb') smtp -> do_it", 16, "\\Q"},
      {"match([sender],/(?U)a/) smtp -> do_it", 16, "option J or U"},
      {"match([sender],/(?i-J:a)/) smtp -> do_it", 16, "option J or U"},
      {"match([sender],/^[[domain]]/) smtp -> do_it", 16, "in a class"},
      {"match([sender],/[[:<:]]a/) smtp -> do_it", 16, "\\b"},
      {"match([sender],/(a)\\g<1>/) smtp -> do_it", 16, "(?1)"},
      {"match([sender],/(?*a)/) smtp -> do_it", 16, "(?*"},
      {"match([sender],/(*napla:a)/) smtp -> do_it", 16, "(*napla"},
      {"\xEF\xBB\xBFtitle x", 1, "byte order mark"},
      {"\xEF\xBB\xBF# x", 1, "byte order mark"},
      {"\xEF\xBB\xBF", 1, "byte order mark"},
      {"match([sender],/a#b/) smtp -> do_it", 18, "#"},
      {"equal([sender],'a#b') smtp -> do_it", 18, "#"},
      {"true() smtp -> do_it#comment", 21, "blank before a comment"},
      {"title C# programmers", 8, "blank before a comment"},
      {"title", 1, "without a text"},
      {"title.fr", 1, "without a text"},
      {"title. x", 1, "without a text"},
      {"titel x", 1, "title"},
      {"[sender] smtp -> do_it", 1, "begins with a predicate"},
      {"equal([ sender ],'a') smtp -> do_it", 7, "variable"},
      {"equal([sender,'a') smtp -> do_it", 7, "variable"},
      {"equal([header->],'a') smtp -> do_it", 16, "name"},
      {"equal([header->To][x],'a') smtp -> do_it", 19, "whole number"},
      {"equal([header->To][99999999999],'a') smtp -> do_it", 19, "whole number"},
      {"equal([SENDER],'a') smtp -> do_it", 7, "[sender]"},
      {"equal([sender][0],'a') smtp -> do_it", 7, "index"},
      {"equal([sender->x],'a') smtp -> do_it", 7, "->"},
      {"equal([header],'a') smtp -> do_it", 7, "needs a name"},
      {"true(", 6, "not closed"},
      {"true(() smtp -> do_it", 6, "no argument"},
      {std::string("true() smtp\0 -> do_it", 21), 12, "control character"},
      {std::string("equal('\0','') smtp -> do_it", 28), 7, "control character"},
      {"true() smtp -> do_it \x1B[31m", 22, "\\x1b"},
  };
  for (const auto& [line, column, why] : table) {
    INFO(line);
    const auto found = problems(line);
    REQUIRE(!found.empty());
    CHECK_THAT(found[0], Catch::Matchers::StartsWith("1:" + std::to_string(column) + ": "));
    CHECK_THAT(found[0], Contains(why));
  }
}

TEST_CASE("a custom condition is a plugin's function, read like any other predicate") {
  auto words = vocabulary();
  words["holiday::is_open"] = {1, 1};
  const auto parsed = parse("!Holiday::Is_Open([sender]) smtp -> do_it\n", "n", "f", words);
  REQUIRE(std::holds_alternative<Scenario>(parsed));
  const auto& r = std::get<Scenario>(parsed).rules.at(0);
  CHECK(r.predicate == "holiday::is_open");
  CHECK(r.negated);
  const auto wrong = parse(
      "holidy::is_open([sender]) smtp -> do_it\nholiday:: smtp -> do_it\n"
      "holiday::is_open() smtp -> do_it\nCustomCondition::x([sender]) smtp -> do_it\n",
      "n", "f", words);
  const auto& found = std::get<Problems>(wrong);
  REQUIRE(found.size() == 4);
  CHECK(found[0].hint == "did you mean holiday::is_open?");
  CHECK_THAT(found[1].what, Contains("is no predicate"));
  CHECK_THAT(found[2].what, Contains("takes one argument"));
  CHECK_THAT(found[3].what, Contains("Perl"));
}

TEST_CASE("a function takes the answers that Sympa takes for it, and no other") {
  const auto refused = [](const std::string& name, const std::string& action) {
    const auto parsed = read("true() smtp -> " + action, name);
    const auto* found = std::get_if<Problems>(&parsed);
    return found ? describe("", found->front()) : std::string();
  };
  CHECK(refused("spam_status.x", "ham") == "");
  CHECK(refused("d_edit.x", "editor") == "");
  CHECK(refused("create_list.x", "listmaster,notify") == "");
  CHECK(refused("subscribe.x", "owner") == "");
  CHECK_THAT(refused("send.x", "ham"), Contains("ham is no answer to send; it takes do_it"));
  CHECK_THAT(refused("add.x", "editorkey"), Contains("no answer"));
  CHECK_THAT(refused("spam_status.x", "do_it"), Contains("it takes ham, spam, unsure"));
  CHECK_THAT(refused("d_read.x", "request_auth"), Contains("no answer"));
}

TEST_CASE("what is written for a built-in predicate is checked while reading") {
  const std::vector<Refused> table = {
      {"older('soon',[current_date]) smtp -> do_it", 7, "no date"},
      {"newer([current_date],'2026y13m1d') smtp -> do_it", 22, "no date"},
      {"newer(execution_date-7x,'1') smtp -> do_it", 7, "no date"},
      {"newer([header->Date],'1') smtp -> do_it", 7, "[header->Date][0]"},
      {"less_than('1',[msg_part->type]) smtp -> do_it", 15, "has many"},
      {"verify_netmask('10.0.0.1/8') smtp -> do_it", 16, "no block of addresses"},
      {"verify_netmask('10.0.0.0/33') smtp -> do_it", 16, "no block of addresses"},
      {"search(list.csv) smtp -> do_it", 8, "NAME.txt"},
      {"search('../x.txt') smtp -> do_it", 8, "no filter"},
      {"search([header->X][0]) smtp -> do_it", 8, "not taken from a variable"},
      {"match([sender],[env->X]) smtp -> do_it", 16, "stranger"},
      {"equal([msg_part->typ],'x') smtp -> do_it", 7, "[msg_part->type]"},
      {"equal([signature->adress],'x') smtp -> do_it", 7, "[signature->address]"},
      {"equal([conf],'x') smtp -> do_it", 7, "needs a name"},
      {"equal([msg_body][0],'x') smtp -> do_it", 7, "no index"},
      {"equal([msg->x],'x') smtp -> do_it", 7, "no variable"},
  };
  for (const auto& [line, column, why] : table) {
    INFO(line);
    const auto found = problems(line);
    REQUIRE(!found.empty());
    CHECK_THAT(found[0], Catch::Matchers::StartsWith("1:" + std::to_string(column) + ": "));
    CHECK_THAT(found[0], Contains(why));
  }
}

TEST_CASE("a predicate that a plugin brings is read like any other") {
  auto words = vocabulary();
  words["older"] = {2, 2};
  words["weather"] = {0, 1};
  const auto text = "older('1','2') smtp -> do_it\nweather() smtp -> do_it\n";
  CHECK(std::holds_alternative<Scenario>(parse(text, "n", "f", words)));
  const auto wrong = parse("weather(a,b) smtp -> do_it\n", "n", "f", words);
  CHECK_THAT(std::get<1>(wrong).at(0).what, Contains("0 to 1 arguments"));
}

TEST_CASE("texts that are not UTF-8 come out as UTF-8") {
  const auto scenario =
      good("title caf\xE9\nequal([header->Subject][0],'caf\xE9') smtp -> do_it\n");
  CHECK(scenario.titles.at("default") == "caf\xEF\xBF\xBD");
  CHECK_THAT(scenario.rules[0].text, Contains("caf\xEF\xBF\xBD"));
  CHECK_THAT(refusal("\xE9t\xE9() smtp -> do_it"), Contains("1:1: "));
}
