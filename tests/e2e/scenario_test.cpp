// Scenarios at work on a site: includes, the blocklist, parameters, filters and what the evidence
// says; and `scenario eval`, which decides cases without any site.
#include "site.hpp"

#include <sstream>

using namespace e2e;

namespace {

// A site whose list decides by this scenario.
void decide_by(const Site& site, const std::string& text) {
  fs::create_directories(site.root() / "scenari");
  write(site.root() / "scenari/send.own", text);
  site.make_list({"--scenario", "send=own"});
}

std::string verdict(const Json& explanation) {
  const auto& verdict = explanation["verdict"];
  return verdict["action"].get<std::string>() +
         (verdict["reason"].is_null() ? "" : " " + verdict["reason"].get<std::string>());
}

void append(const fs::path& file, const std::string& text) { write(file, read(file) + text); }

std::vector<Json> eval(const std::string& cases, const Words& more = {}) {
  Words command = {"scenario", "eval", "--cases", "-"};
  command.insert(command.end(), more.begin(), more.end());
  const auto ran = chancery(command, cases);
  INFO(ran.err);
  REQUIRE(ran.exit == 0);
  std::vector<Json> answers;
  std::istringstream stream(ran.out);
  for (std::string line; std::getline(stream, line);) answers.push_back(Json::parse(line));
  return answers;
}

}  // namespace

TEST_CASE("an included rule decides, and the trace names its file") {
  const Site site;
  fs::create_directories(site.root() / "scenari");
  write(site.root() / "scenari/include.members",
        "!is_subscriber([listname],[sender]) smtp -> reject(reason='stranger')\n");
  decide_by(site, "include members\ntrue() smtp -> editorkey\n");
  CHECK(verdict(site.explain(plain({.from = "mallory@example.org"}))) == "reject stranger");
  const auto held = site.explain(plain());
  CHECK(verdict(held) == "editorkey");
  CHECK_THAT(held["scenario"]["tried"][0]["file"].get<std::string>(), Contains("include.members"));
  const auto told = site.quietly({"explain", "notes"}, plain());
  CHECK_THAT(told.out, Contains("include.members:1"));
}

TEST_CASE("whom the site blocks is turned away before any rule, and without a word") {
  const Site site;
  decide_by(site, "true() smtp,smime -> do_it\n");
  fs::create_directories(site.root() / "search_filters");
  write(site.root() / "search_filters/blocklist.txt", "# spammers\n*@evil.*\nalice@example.org\n");
  CHECK(verdict(site.explain(plain({.from = "bob@example.org"}))) == "do_it");
  CHECK(verdict(site.explain(plain({.from = "x@evil.example"}))) == "reject");
  CHECK(verdict(site.explain(sign("alice"))) == "reject");
  REQUIRE(site.deliver(plain({.from = "x@evil.example"})).exit == 0);
  CHECK(site.copies() == 0);
  append(site.root() / "chancery.toml", "");
  write(site.root() / "chancery.toml",
        "use_blocklist = []\n" + read(site.root() / "chancery.toml"));
  CHECK(verdict(site.explain(sign("alice"))) == "do_it");
}

TEST_CASE("a filter that is missing or cannot be read defers, and is never no") {
  const Site site;
  decide_by(site, "!search(staff.txt) smtp -> do_it\n");
  const auto missing = site.deliver(plain());
  CHECK(missing.exit == 75);
  CHECK_THAT(missing.err, Contains("staff.txt is not there"));
  fs::create_directories(site.root() / "search_filters/staff.txt");
  CHECK(site.deliver(plain()).exit == 75);
  fs::remove(site.root() / "search_filters/staff.txt");
  write(site.root() / "search_filters/staff.txt", "alice@*\n");
  CHECK(verdict(site.explain(plain())) == "reject no-rule-match");
  fs::create_directories(site.list_folder() / "search_filters");
  write(site.list_folder() / "search_filters/staff.txt", "bob@*\n");
  CHECK(verdict(site.explain(plain({.from = "bob@example.org"}))) == "reject no-rule-match");
  CHECK(site.copies() == 0);
}

TEST_CASE("parameters of the site and of the list are what their files say") {
  const Site site;
  decide_by(site,
            "equal([custom_vars->mode],'closed') smtp -> reject(reason='custom')\n"
            "equal([list->subject],'Minutes') smtp -> reject(reason='list')\n"
            "match([conf->title],/site/) smtp -> reject(reason='conf')\n"
            "less_than([list->total],5) smtp -> reject(reason='few')\n");
  append(site.list_folder() / "list.toml", "\n[parameters]\nsubject = \"Other\"\n");
  const auto unset = site.deliver(plain());
  CHECK(unset.exit == 75);
  CHECK_THAT(unset.err, Contains("[conf->title] is not set") && Contains("send.own:3"));
  append(site.root() / "chancery.toml", "\n[conf]\ntitle = \"x\"\n");
  CHECK(verdict(site.explain(plain())) == "reject few");
  append(site.list_folder() / "list.toml", "\n[custom_vars]\nmode = \"closed\"\n");
  CHECK(verdict(site.explain(plain())) == "reject custom");
}

TEST_CASE("a subscriber's name can be asked for; what nobody keeps is an error") {
  const Site site;
  decide_by(site,
            "equal([subscriber->email],[sender]) smtp -> editorkey\n"
            "equal([subscriber->reception],'mail') smtp -> do_it\n");
  CHECK(verdict(site.explain(plain())) == "editorkey");
  CHECK(verdict(site.explain(plain({.from = "eve@example.org"}))) == "reject no-rule-match");
  write(site.root() / "scenari/send.own", "equal([subscriber->reception],'mail') smtp -> do_it\n");
  CHECK(site.deliver(plain()).exit == 75);
}

TEST_CASE("a scenario reads who signed, by whose authority and over what") {
  const Site site;
  decide_by(site,
            "!equal([signature->address],[sender]) smtp,smime -> reject(reason='address')\n"
            "!match([signature->issuer],/./) smime -> reject(reason='issuer')\n"
            "!equal([signature->covers],'body') smime -> reject(reason='covers')\n"
            "!match([signature->key],/^(RSA|EC)/) smime -> reject(reason='key')\n"
            "equal([encryption->status],'absent') smime -> do_it\n");
  CHECK(verdict(site.explain(sign("alice"))) == "do_it");
  CHECK(verdict(site.explain(plain())) == "reject address");
  const auto changed = replaced(sign("alice"), "agreed on everything", "agreed in everything");
  CHECK(verdict(site.explain(changed)) == "reject address");
}

TEST_CASE("a text that cannot be decoded is not decided without it") {
  const Site site;
  decide_by(site, "match([msg_body],/secret/) smtp -> reject\ntrue() smtp -> do_it\n");
  CHECK(verdict(site.explain(plain())) == "do_it");
  const auto broken = plain({.body = "c2VjcmV0I\n",
                             .more_fields = "MIME-Version: 1.0\nContent-Type: text/plain\n"
                                            "Content-Transfer-Encoding: base64\n"});
  CHECK(site.deliver(broken).exit == 65);
  CHECK(site.kept("failed").size() == 1);
  CHECK(site.copies() == 0);
}

TEST_CASE("eval decides an array, or one case a line, in their order") {
  const std::string one = R"({"id":"a","text":"true() smtp -> do_it\n","sender":"a@x.org"})";
  const std::string two =
      R"({"id":2,"text":"title x\ntrue() smtp -> reject(reason='r',tt2='t'),quiet\n"})";
  const Json expected = {
      {{"id", "a"}, {"action", "do_it"}, {"reason", nullptr}, {"rule", 1}},
      {{"id", 2}, {"action", "reject,quiet"}, {"reason", "r"}, {"tt2", "t"}, {"rule", 2}}};
  CHECK(Json(eval(one + "\n\n" + two + "\n")) == expected);
  CHECK(Json(eval("[" + one + ",\n" + two + "]")) == expected);
  CHECK(Json(eval(one + "\r\n" + two, {"--json"})) == expected);
  CHECK(eval("[]").empty());
}

TEST_CASE("a case that cannot be decided says where, and the others are decided") {
  const auto answers = eval(
      R"({"id":1,"text":"true() smtp -> do_it\ntrue() smine -> do_it\n"})"
      "\n"
      R"({"id":2,"text":"true() smtp -> do_it\n!search(no.txt) md5 -> do_it","auth_method":"md5"})"
      "\n"
      R"({"id":3,"text":"true() smtp -> do_it\n","auth_method":"telepathy"})"
      "\n"
      R"({"id":4,"text":"true() smtp -> do_it\n","is_subscribr":1})"
      "\n"
      R"({"id":5,"text":"include x\n","includes":{"include.x":"\ntrue() smine -> do_it\n"}})"
      "\n"
      R"({"id":6})"
      "\n"
      R"(7)"
      "\n"
      R"({"id":8,"name":"nowhere"})"
      "\n"
      R"({"id":9,"file":"/nowhere/send.x"})"
      "\n"
      R"({"id":10,"text":"true() smtp -> do_it\n","message_text":1,"roles":[]})"
      "\n"
      R"({"id":11,"text":"true() smtp -> do_it\n"})");
  REQUIRE(answers.size() == 11);
  const auto what = [&](int i) { return answers[i]["error"]["what"].get<std::string>(); };
  CHECK((answers[0]["error"]["line"] == 2 && answers[0]["error"]["column"] == 8));
  CHECK(answers[0]["error"]["hint"] == "did you mean smime?");
  CHECK(answers[1]["error"]["line"] == 2);
  CHECK_THAT(what(1), Contains("no.txt is not there"));
  CHECK_THAT(what(2), Contains("telepathy"));
  CHECK_THAT(what(3), Contains("did you mean is_subscriber?"));
  CHECK((answers[4]["error"]["file"] == "include.x" && answers[4]["error"]["line"] == 2));
  CHECK_THAT(what(5), Contains("text, file and name"));
  CHECK((answers[6]["id"] == nullptr && answers[6].contains("error")));
  CHECK_THAT(what(7), Contains("send.nowhere"));
  CHECK_THAT(what(8), Contains("/nowhere/send.x"));
  CHECK(answers[9].contains("error"));
  CHECK(answers[10]["action"] == "do_it");
}

TEST_CASE("a case has a world of its own") {
  const std::string scenario =
      "is_subscriber(other,[sender]) smtp -> do_it\\n"
      "is_owner([listname],[sender]) smtp -> editorkey\\n"
      "is_editor([listname],[email]) smtp -> request_auth([email])\\n"
      "equal([msg_encrypted],'smime') smtp -> reject(reason='encrypted')\\n"
      "equal([conf->host],'a.example') smtp -> reject(reason='conf')\\n"
      "equal([env->X],1) smtp -> reject(reason='env')\\n"
      "match([header->Subject],/^hi$/) smtp -> reject(reason='message')\\n";
  const auto decided = [&](const std::string& more) {
    const auto answer =
        eval("{\"text\":\"" + scenario + "\",\"sender\":\"A@X.org\"" + more + "}").at(0);
    return answer["action"].get<std::string>() +
           (answer["reason"].is_null() ? "" : " " + answer["reason"].get<std::string>());
  };
  CHECK(decided("") == "reject no-rule-match");
  CHECK(decided(R"(,"lists":{"other":{"subscriber":["a@x.org"]}})") == "do_it");
  CHECK(decided(R"(,"is_listmaster":true)") == "editorkey");
  CHECK(decided(R"(,"roles":{"editor":["b@x.org"]},"email":"b@x.org")") == "request_auth([email])");
  CHECK(decided(R"(,"roles":{"owner":["b@x.org"]},"email":"b@x.org")") == "request_auth([email])");
  CHECK(decided(R"(,"crypted":1)") == "reject encrypted");
  CHECK(decided(R"(,"conf":{"domain":"a.example"})") == "reject conf");
  CHECK(decided(R"(,"env":{"X":1})") == "reject env");
  CHECK(decided(R"(,"message_text":"Subject: hi\n\nx")") == "reject message");
  CHECK(decided(R"(,"status":"closed")") == "reject list-no-open");
  CHECK(decided(R"(,"blocklist":1,"filters":{"blocklist.txt":"a@*\n"})") == "reject,quiet");
}

TEST_CASE("what is no file of cases is refused whole") {
  CHECK(chancery({"scenario", "eval", "--cases", "/nowhere"}).exit == 65);
  CHECK(chancery({"scenario", "eval", "--cases", "-"}, "[{").exit == 65);
  const auto ran = chancery({"scenario", "eval", "--cases", "-"}, "{\"id\":1}\nnonsense\n");
  CHECK(ran.exit == 65);
  CHECK_THAT(ran.err, Contains(":2: "));
  CHECK(chancery({"scenario", "eval"}).exit == 64);
}

TEST_CASE("check follows includes beside the file, and reports a problem where it stands") {
  const test::TemporaryFolder folder;
  write(folder.path() / "send.x", "include part\ntrue() smtp -> do_it\n");
  write(folder.path() / "include.part", "# ok\n!true() smtp -> reject\n");
  const auto good = chancery({"scenario", "check", folder.path() / "send.x"});
  CHECK(good.exit == 0);
  CHECK_THAT(good.out, Contains("2 rules"));
  write(folder.path() / "include.part", "# ok\n!true() smine -> reject\n");
  const auto bad = chancery({"scenario", "check", folder.path() / "send.x"});
  CHECK(bad.exit == 65);
  CHECK_THAT(bad.out, Contains("include.part:2:9: smine"));
}

TEST_CASE("a filter in SQL asks the store, and what it is asked about is only a value") {
  const Site site;
  decide_by(site,
            "search(members.sql) smtp -> editorkey\nsearch(members.sql,'bob@example.org') "
            "smtp -> reject(reason='second')\n");
  fs::create_directories(site.root() / "search_filters");
  const auto filter = site.root() / "search_filters/members.sql";
  write(filter,
        "statement = \"SELECT count(*) FROM member WHERE address = [text] AND list = "
        "[listname]\"\n");
  CHECK(verdict(site.explain(plain())) == "editorkey");
  CHECK(verdict(site.explain(plain({.from = "eve@example.org"}))) == "reject second");
  CHECK(verdict(site.explain(plain({.from = "\"x' OR 1=1 --\"@example.org"}))) == "reject second");
  write(filter, "statement = \"DELETE FROM member\"\n");
  const auto ran = site.deliver(plain());
  CHECK(ran.exit == 75);
  CHECK_THAT(ran.err, Contains("members.sql") && Contains("may only read"));
  write(filter, "statement = \"SELECT 1\"\nnonsense = 1\n");
  CHECK(site.deliver(plain()).exit == 75);
  CHECK(site.copies() == 0);
}

TEST_CASE("check finds a filter that could not answer, before a post waits for it") {
  const Site site;
  decide_by(site, "search(staff.txt) smtp -> do_it\nsearch(members.sql) smtp -> do_it\n");
  fs::create_directories(site.root() / "search_filters");
  const auto staff = site.root() / "search_filters/staff.txt",
             members = site.root() / "search_filters/members.sql";
  const auto check = [&] { return site({"check"}); };
  const auto neither = check();
  CHECK(neither.exit == 78);
  CHECK_THAT(neither.out, Contains("send.own: the filter staff.txt is not there") &&
                              Contains("members.sql is not there"));
  write(staff, "alice@*\n");
  for (const std::string statement :
       {"DELETE FROM member", "SELECT nothing FROM member", "SELECT 1 WHERE '[text]' = 'x'",
        "SELECT [nonsense]", "SELECT 1; SELECT 2"}) {
    INFO(statement);
    write(members, "statement = \"" + statement + "\"\n");
    const auto ran = check();
    CHECK(ran.exit == 78);
    CHECK_THAT(ran.out, Contains("the filter members.sql") && !Contains("staff.txt"));
    const auto explained = site({"explain", "notes"}, plain({.from = "eve@example.org"}));
    CHECK(explained.exit == 78);
    CHECK_THAT(explained.err, Contains("members.sql"));
  }
  write(members, "statement = \"SELECT count(*) FROM member WHERE address = [sender]\"\n");
  CHECK(check().exit == 0);
}

TEST_CASE("of a scenario that is wrong the listmasters are told once, until it decides again") {
  const Site site;
  decide_by(site, "true() smtp -> editorkey\n");
  const auto settings = site.root() / "chancery.toml";
  write(settings, "listmasters = [\"master@lists.example.org\"]\n" + read(settings));
  const std::string master = "master@lists.example.org";
  const auto file = site.root() / "scenari/send.own";
  write(file, "true() smine -> do_it\n");
  for (int i = 0; i < 3; ++i) CHECK(site.deliver(plain()).exit == 75);
  const auto notice = site.copy_for(master);
  CHECK_THAT(notice, Contains("send.own:1:8: smine") && Contains("did you mean smime?") &&
                         !Contains("The minutes"));
  CHECK(site({"explain", "notes"}, plain()).exit == 78);
  CHECK(site.copies_for(master).size() == 1);
  write(file, "true() smtq -> do_it\n");
  for (int i = 0; i < 2; ++i) CHECK(site.deliver(plain()).exit == 75);
  CHECK(site.copies_for(master).size() == 2);  // something else is wrong now
  write(file, "true() smtp -> editorkey\n");
  CHECK(site.deliver(plain(), {"--no-notice"}).exit == 0);
  write(file, "true() smtq -> do_it\n");
  CHECK(site.deliver(plain()).exit == 75);
  CHECK(site.copies_for(master).size() == 3);
}

TEST_CASE("where what was told cannot be remembered, the listmasters are told again") {
  const Site site;
  decide_by(site, "true() smtp -> editorkey\n");
  const auto settings = site.root() / "chancery.toml";
  write(settings, "listmasters = [\"master@lists.example.org\"]\n" + read(settings));
  write(site.root() / "scenari/send.own", "true() smine -> do_it\n");
  write(site.root() / "told", "a file where the folder should be");
  for (int i = 0; i < 2; ++i) {
    const auto ran = site.deliver(plain());
    CHECK(ran.exit == 75);
    CHECK_THAT(ran.err, Contains("alarm"));
  }
  CHECK(site.copies_for("master@lists.example.org").size() == 2);
}
