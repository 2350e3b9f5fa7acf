// The command line as other tools rely on it: words, places of options, exit codes, JSON.
#include "site.hpp"

using namespace e2e;

TEST_CASE("a wrong command line is usage, with a word on what was wrong") {
  for (const auto& command :
       {Words{}, Words{"nonsense"}, Words{"deliver"}, Words{"list"}, Words{"list", "create"},
        Words{"verify", "--nonsense"}, Words{"member", "add", "notes", "a@b", "--role", "king"},
        Words{"list", "key", "notes", "--cert", "only.pem"}, Words{"init"},
        Words{"init", "--domain", "a.example", "--transport", "pigeon"},
        Words{"verify", "--at", "tomorrow"}}) {
    const test::TemporaryFolder folder;
    Words words = {"--root", folder.path()};
    words.insert(words.end(), command.begin(), command.end());
    const auto ran = chancery(words, plain());
    INFO((command.empty() ? "nothing" : command[0]) << ran.err);
    CHECK(ran.exit == 64);
    CHECK(ran.err != "");
    CHECK(fs::is_empty(folder.path()));
  }
}

TEST_CASE("--root and --json may stand before or after the command") {
  const Site site;
  site.make_list();
  const std::string root = site.root();
  const auto expected = site.quietly({"--json", "list", "ls"}).out;
  CHECK(Json::parse(expected)[0]["address"] == "notes@lists.example.org");
  for (const auto& command : {Words{"--json", "--root", root, "list", "ls"},
                              Words{"list", "ls", "--root", root, "--json"},
                              Words{"--root", root, "list", "ls", "--json"},
                              Words{"list", "--json", "ls", "--root", root},
                              Words{"--json", "list", "ls", "--root=" + root}})
    CHECK(chancery(command).out == expected);
  const auto post = sign("alice");
  const auto before =
      Json::parse(chancery({"--json", "--root", root, "explain", "notes"}, post).out);
  const auto after =
      Json::parse(chancery({"explain", "notes", "--json", "--root", root}, post).out);
  CHECK(before["verdict"] == after["verdict"]);
}

TEST_CASE("init writes a site that is ready to run") {
  const Site site;
  CHECK(fs::exists(site.root() / "chancery.toml"));
  const auto ran = site({"check"});
  INFO(ran.out << ran.err);
  CHECK(ran.exit == 0);
  CHECK(site({"list", "ls"}).exit == 0);
}

TEST_CASE("init accepts a folder with other files and never writes over a chancery.toml") {
  const test::TemporaryFolder folder;
  const std::string root = folder.path();
  write(folder.path() / "letter.txt", "mine\n");
  REQUIRE(chancery({"--root", root, "init", "--domain", "a.example"}).exit == 0);
  CHECK(read(folder.path() / "letter.txt") == "mine\n");
  const auto before = tree(folder.path());
  const auto again = chancery({"--root", root, "init", "--domain", "b.example"});
  CHECK(again.exit != 0);
  CHECK_THAT(again.err, Contains("chancery.toml"));
  CHECK((tree(folder.path()) == before));
}

TEST_CASE("without trust anchors a site starts, warns, and trusts nobody") {
  const test::TemporaryFolder folder;
  const std::string root = folder.path() / "site";
  REQUIRE(chancery({"--root", root, "init", "--domain", "lists.example.org"}).exit == 0);
  REQUIRE(chancery({"--root", root, "list", "create", "notes@lists.example.org"}).exit == 0);
  const auto checked = chancery({"--root", root, "check"});
  CHECK(checked.exit == 0);
  CHECK_THAT(checked.out + checked.err, Contains("trust.ca_file"));
  const auto ran = chancery({"--root", root, "--json", "explain", "notes"}, sign("alice"));
  const auto object = Json::parse(ran.out);
  CHECK(object["evidence"][0]["status"] == "untrusted");
  CHECK(object["auth_method"] == "smtp");
}

TEST_CASE("init takes no server that cannot be one, and writes nothing then") {
  const test::TemporaryFolder folder;
  for (const std::string server : {"h:99999", "h:", ":25", "h:abc", "h:0", "nonsense", "unix:x"}) {
    const auto ran = chancery({"--root", folder.path() / "site", "init", "--domain", "x.org",
                               "--transport", "smtp", "--smtp", server});
    INFO(server << ran.err);
    CHECK(ran.exit == 64);
    CHECK_FALSE(fs::exists(folder.path() / "site"));
  }
}

TEST_CASE("a list gets send.private_smime unless another scenario is named") {
  const Site site;
  site.quietly({"list", "create", "one@lists.example.org"});
  site.quietly({"list", "create", "two@lists.example.org", "--scenario", "send=closed"});
  const auto scenario = [&](const std::string& list) {
    const auto ran = site({"--json", "explain", list}, plain());
    return Json::parse(ran.out)["scenario"]["name"].get<std::string>();
  };
  CHECK(scenario("one") == "send.private_smime");
  CHECK(scenario("two") == "send.closed");
}

TEST_CASE("nobody posts to a closed list, whatever its scenario says") {
  const Site site;
  site.make_list({"--scenario", "send=public"});
  const auto file = site.list_folder() / "list.toml";
  write(file, replaced(read(file), "# status = \"open\"", "status = \"closed\""));
  CHECK_THAT(site({"list", "show", "notes"}).out, Contains("status: closed"));
  CHECK(site.explain(plain())["verdict"] == Json{{"action", "reject"}, {"reason", "list-no-open"}});
  CHECK(site.deliver(plain(), {"--no-notice"}).exit == 0);
  CHECK(site.copies() == 0);

  write(file, replaced(read(file), "status = \"closed\"", "status = \"close\""));
  const auto refused = site({"check"});
  CHECK(refused.exit == 78);
  CHECK_THAT(refused.out, Contains("did you mean"));
}

TEST_CASE("every shipped scenario can be chosen, and what is not there cannot") {
  const Site site;
  for (const std::string name : {"public", "private", "closed", "private_smime", "private_key"})
    site.quietly({"list", "create", name + "@lists.example.org", "--scenario", "send=" + name});
  for (const std::string word : {"send=nothere", "send", "=public", "send=../public"}) {
    const auto ran = site({"list", "create", "x@lists.example.org", "--scenario", word});
    CHECK(ran.exit == 64);
    CHECK(ran.err != "");
  }
  CHECK_FALSE(fs::exists(site.root() / "lists/x"));
}

TEST_CASE("a list's name is the local part of its address and nothing odd") {
  const Site site;
  site.quietly({"list", "create", "a.b+c_d-e@lists.example.org"});
  CHECK(fs::exists(site.root() / "lists/a.b+c_d-e/list.toml"));
  for (const std::string address :
       {"../x@lists.example.org", ".x@lists.example.org", "x/y@lists.example.org",
        "x\ny@lists.example.org", "\"x y\"@lists.example.org", "@lists.example.org", "x@"}) {
    INFO(address);
    const auto ran = site({"list", "create", address});
    CHECK((ran.exit == 64 || ran.exit == 65));
  }
  const auto again = site({"list", "create", "a.b+c_d-e@lists.example.org"});
  CHECK(again.exit != 0);
}

TEST_CASE("a list is found by its name, by its address, in any case") {
  const Site site;
  site.make_list();
  for (const auto& word : {"notes", "Notes", "notes@lists.example.org", "NOTES@Lists.Example.ORG"})
    CHECK(site({"list", "show", word}).exit == 0);
}

TEST_CASE("a key that is not known is refused with its place and the nearest known one") {
  const Site site;
  site.make_list();
  const auto file = site.root() / "chancery.toml";
  const auto good = read(file);
  const auto refused = [&](const std::string& addition, const std::string& word) {
    write(file, addition + good);
    for (const auto& command : {Words{"check"}, Words{"list", "ls"}, Words{"deliver", "notes"}}) {
      const auto ran = site(command, sign("alice"));
      INFO(ran.err);
      CHECK(ran.exit == 78);
      CHECK_THAT(ran.err, Contains("chancery.toml:1:"));
      CHECK_THAT(ran.err, Contains(word));
    }
    write(file, good);
  };
  refused("listmaster = []\n", "listmasters");
  refused("listmasters = 7\n", "listmasters");
  refused("listmasters = ]\n", "");
  CHECK(site.copies() == 0);
}

TEST_CASE("a plugin's own keys are checked too") {
  const Site site({"--transport", "smtp", "--smtp", "127.0.0.1:25"});
  const auto file = site.root() / "chancery.toml";
  write(file, replaced(read(file), "\nserver = ", "\nsever = "));
  const auto ran = site({"check"});
  CHECK(ran.exit == 78);
  CHECK_THAT(ran.out + ran.err, Contains("sever") && Contains("server"));
}

TEST_CASE("without a chancery.toml a site's commands say how to make one") {
  const test::TemporaryFolder folder;
  for (const auto& command : {Words{"check"}, Words{"list", "ls"}, Words{"deliver", "notes"}}) {
    Words words = {"--root", folder.path()};
    words.insert(words.end(), command.begin(), command.end());
    const auto ran = chancery(words, plain());
    CHECK(ran.exit == 78);
    CHECK_THAT(ran.err, Contains("chancery.toml"));
  }
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("JSON is valid UTF-8, whatever bytes come in") {
  const Site site;
  site.make_list();
  const auto post = plain({.from = "\"\xff\xfe\" <alice@example.org>",
                           .subject = "\xc3\x28",
                           .more_fields = "X-Odd: \x01\x80\n"});
  const auto odd = replaced(post, "<e2e.1@example.org>", "<e2e.\xff@example.org>");
  for (const auto& message : {post, odd}) {
    const auto object = site.explain(message);  // Json::parse refuses what is not UTF-8
    CHECK(object["sender"] == "alice@example.org");
  }
  CHECK_THAT(site.explain(odd)["message_id"].get<std::string>(), Contains("\xef\xbf\xbd"));
}

TEST_CASE("text for people never hands the message's control bytes to their terminal") {
  const Site site;
  site.make_list();
  const auto ran = site({"explain", "notes"},
                        replaced(plain(), "<e2e.1@example.org>", "<\x1b]0;owned\x07@example.org>"));
  CHECK_THAT(ran.out, !Contains("\x1b"));
  CHECK_THAT(ran.out, !Contains("\x07"));
}

TEST_CASE("deliver in a pipe says nothing on standard output") {
  const Site site;
  site.make_list();
  CHECK(site.deliver(sign("alice")).out == "");
}

TEST_CASE("a broken pipe ends nothing half-way") {
  const Site site;
  site.make_list();
  const auto ran =
      bash("\"$@\" | :; exit \"${PIPESTATUS[0]}\"",
           {test::binary(), "--root", site.root(), "--json", "deliver", "notes"}, sign("alice"));
  CHECK(ran.exit < 128);
  CHECK(site.copies() == members.size());
}

TEST_CASE("scenario check names file, line and column, and needs no site") {
  const test::TemporaryFolder folder;
  const auto good = folder.path() / "send.good", bad = folder.path() / "send.bad";
  write(good, "title Good\n\ntrue() smtp -> do_it\n");
  write(bad, "title Bad\n\nis_subscriber([listname],[sender]) smtp,nonsense -> do_it\n");
  CHECK(chancery({"scenario", "check", good}).exit == 0);
  const auto ran = chancery({"scenario", "check", good, bad});
  CHECK(ran.exit == 65);
  CHECK_THAT(ran.out + ran.err, Contains("send.bad:3:") && Contains("nonsense"));
  const auto json = Json::parse(chancery({"--json", "scenario", "check", bad}).out);
  REQUIRE(json.size() == 1);
  CHECK(json[0]["line"] == 3);
  CHECK(json[0]["column"].is_number());
}

TEST_CASE("the shipped scenarios pass their own check") {
  Words command = {"scenario", "check"};
  for (const std::string name : {"public", "private", "closed", "private_smime", "private_key"})
    command.push_back(test::source_folder() / "scenarios" / ("send." + name));
  const auto ran = chancery(command);
  INFO(ran.out << ran.err);
  CHECK(ran.exit == 0);
}
