// What policy stops: kept with its reason, and told to the sender without a word of the content.
#include "site.hpp"

using namespace e2e;

namespace {

// A scenario of the list's own, by which every post gets this action.
void decide(const Site& site, const std::string& action) {
  write(site.list_folder() / "scenari/send.own",
        "title.gettext Own\n\ntrue() smtp,smime -> " + action + "\n");
}

void make_deciding_list(const Site& site, const std::string& action) {
  site.make_list();
  decide(site, action);
  write(site.list_folder() / "list.toml",
        "address = \"notes@lists.example.org\"\n[scenario]\nsend = \"own\"\n");
}

const Letter from_outside = {.from = "writer@elsewhere.example", .body = "A secret of mine.\n"};

}  // namespace

TEST_CASE("editorkey, editor and request_auth hold a post") {
  for (const std::string action : {"editorkey", "editor", "request_auth"}) {
    INFO(action);
    const Site site;
    make_deciding_list(site, action);
    const auto post = plain(from_outside);
    CHECK(site.deliver(post, {"--no-notice"}).exit == 0);
    const auto held = site.kept("held");
    REQUIRE(held.size() == 1);
    CHECK(held[0].message == post);
    CHECK(held[0].why["verdict"]["action"] == action);
    CHECK(held[0].why["list"] == "notes");
    CHECK(site.copies() == 0);
  }
}

TEST_CASE("owner and listmaster hold a post and tell the listmaster") {
  for (const std::string action : {"owner", "listmaster"}) {
    INFO(action);
    const Site site;
    make_deciding_list(site, action);
    const auto file = site.root() / "chancery.toml";
    write(file, "listmasters = [\"master@lists.example.org\"]\n" + read(file));
    const auto ran = site.deliver(plain(from_outside));
    INFO(ran.err);
    CHECK(ran.exit == 0);
    CHECK(site.kept("held").size() == 1);
    const auto told = site.copy_for("master@lists.example.org");
    CHECK_THAT(told, !Contains("A secret of mine"));
    CHECK_THAT(told, Contains("Auto-Submitted:"));
  }
}

TEST_CASE("a rejected post is neither held nor failed") {
  const Site site;
  site.make_list();
  CHECK(site.deliver(plain(from_outside), {"--no-notice"}).exit == 0);
  CHECK(site.kept("held").empty());
  CHECK(site.kept("failed").empty());
}

TEST_CASE("the sender of a stopped post gets a notice without its content") {
  for (const std::string action : {"reject", "editorkey"}) {
    INFO(action);
    const Site site;
    make_deciding_list(site, action);
    CHECK(site.deliver(plain(from_outside), {"--sender", "writer@elsewhere.example"}).exit == 0);
    const auto notice = site.copy_for("writer@elsewhere.example");
    CHECK_THAT(notice, Contains("Auto-Submitted: auto-replied"));
    CHECK_THAT(notice, Contains("In-Reply-To: <e2e.1@example.org>"));
    CHECK_THAT(notice, Contains("notes@lists.example.org"));
    CHECK_THAT(notice, !Contains("A secret of mine"));
    CHECK_THAT(notice, !Contains("The minutes"));
    CHECK(site.copies() == 1);
  }
}

TEST_CASE("an envelope sender may come in angle brackets") {
  const Site site;
  site.make_list();
  CHECK(site.deliver(plain(from_outside), {"--sender", "<writer@elsewhere.example>"}).exit == 0);
  CHECK(site.copies_for("writer@elsewhere.example").size() == 1);
}

TEST_CASE("where no listmaster is named the one by custom is told, and check says so") {
  const Site site;
  make_deciding_list(site, "listmaster");
  CHECK(site.deliver(plain(from_outside), {"--no-notice"}).exit == 0);
  CHECK_THAT(site.copy_for("listmaster@lists.example.org"), Contains("Auto-Submitted:"));
  CHECK_THAT(site({"check"}).out, Contains("listmaster@lists.example.org"));
}

TEST_CASE("the notice about an encrypted post tells nothing of what is inside") {
  const std::string stranger = "mallory@elsewhere.example";
  const auto without_ids = [](std::string notice) {
    for (const std::string field : {"Date: ", "Message-ID: "}) {
      const auto at = notice.find(field);
      REQUIRE(at != std::string::npos);
      notice.erase(at, notice.find('\n', at) - at);
    }
    return notice;
  };
  const auto notice_about = [&](const std::string& post) {
    const Site site;
    site.make_list_with_key();
    CHECK(site.deliver(post, {"--sender", stranger}).exit == 0);
    return without_ids(site.copy_for(stranger));
  };
  const auto captured = replaced(sign_and_encrypt("alice", {"notes"}), "From: alice@example.org",
                                 "From: " + stranger);
  const auto notice = notice_about(captured);
  CHECK_THAT(notice, !Contains("alice"));
  // One character of the ciphertext changed: near the end it breaks the padding, before it does
  // not.
  for (const auto back : {70, 700}) {
    auto changed = captured;
    auto at = changed.size() - static_cast<std::size_t>(back);
    while (!std::isalpha(static_cast<unsigned char>(changed[at]))) --at;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    CHECK(notice_about(changed) == notice);
  }
  CHECK(notice_about(replaced(encrypt({"bob"}), "From: alice@example.org", "From: " + stranger)) ==
        notice);
}

TEST_CASE("an address that others write into their mail gets no flood of notices") {
  const Site site;
  site.make_list();
  const auto file = site.root() / "chancery.toml";
  write(file, replaced(read(file), "# per_day = 20", "per_day = 2"));
  const std::string victim = "victim@elsewhere.example";
  for (int i = 0; i < 5; ++i)
    CHECK(site.deliver(plain(from_outside), {"--sender", victim}).exit == 0);
  CHECK(site.copies_for(victim).size() == 2);
  CHECK_THAT(site.deliver(plain(from_outside), {"--sender", victim}).err,
             Contains("enough notices"));
}

TEST_CASE("--no-notice keeps it quiet") {
  const Site site;
  site.make_list();
  CHECK(site.deliver(plain(from_outside), {"--no-notice"}).exit == 0);
  CHECK(site.copies() == 0);
}

TEST_CASE("no notice goes to robots, bounces and null senders") {
  const Site site;
  site.make_list();
  const auto quiet = [&](const Letter& letter, const std::string& sender) {
    INFO(letter.from << " " << letter.more_fields << " <" << sender << ">");
    CHECK(site.deliver(plain(letter), {"--sender", sender}).exit == 0);
    CHECK(site.copies() == 0);
  };
  const std::string writer = "writer@elsewhere.example";
  quiet(from_outside, "");
  quiet(from_outside, "<>");
  quiet(from_outside, "MAILER-DAEMON@elsewhere.example");
  quiet(from_outside, "notes-request@elsewhere.example");
  quiet(from_outside, "owner-notes@elsewhere.example");
  quiet(from_outside, "notes@lists.example.org");
  quiet(from_outside, "notes-bounces@lists.example.org");
  quiet({.from = writer, .more_fields = "Return-Path: <>\n"}, writer);
  quiet({.from = writer, .more_fields = "X-Failed-Recipients: a@example.org\n"}, writer);
  quiet({.from = writer, .more_fields = "Auto-Submitted: auto-replied (vacation)\n"}, writer);
  quiet({.from = writer, .more_fields = "Precedence: bulk\n"}, writer);
  quiet({.from = writer, .more_fields = "List-Id: <other.lists.example>\n"}, writer);
}

TEST_CASE("a person who says that nothing is automatic gets the notice") {
  const Site site;
  site.make_list();
  const std::string writer = "writer@elsewhere.example";
  CHECK(site.deliver(plain({.from = writer, .more_fields = "Auto-Submitted: no\n"}),
                     {"--sender", writer})
            .exit == 0);
  CHECK(site.copies_for(writer).size() == 1);
}

TEST_CASE("a forged header line in the envelope sender starts no notice") {
  const Site site;
  site.make_list();
  const auto ran = site.deliver(plain(from_outside),
                                {"--sender", "writer@elsewhere.example\nBcc: victim@example.org"});
  CHECK(site.copies() == 0);
  CHECK((ran.exit == 0 || ran.exit == 64 || ran.exit == 65));
}

TEST_CASE("the scenario's own reason reaches the trace and the notice") {
  const Site site;
  make_deciding_list(site, "reject(reason='send_subscriber')");
  const auto object = site.explain(plain(from_outside));
  CHECK(object["verdict"]["action"] == "reject");
  CHECK(object["verdict"]["reason"] == "send_subscriber");
  CHECK(object["scenario"]["rule"]["line"] == 3);
}

TEST_CASE("a scenario with an unknown method is refused and its posts are deferred") {
  const Site site;
  make_deciding_list(site, "do_it");
  write(site.list_folder() / "scenari/send.own", "true() smtp,smlme -> do_it\n");
  const auto ran = site.deliver(plain(from_outside));
  CHECK(ran.exit == 75);
  CHECK_THAT(ran.err, Contains("send.own:1:13") || Contains("send.own:1"));
  CHECK_THAT(ran.err, Contains("smlme"));
  CHECK(site.copies() == 0);
  const auto checked = chancery({"scenario", "check", site.list_folder() / "scenari/send.own"});
  CHECK(checked.exit == 65);
  CHECK_THAT(checked.out + checked.err, Contains("smlme"));
}

TEST_CASE("explain writes nothing, whatever the verdict") {
  const Site site;
  site.make_list_with_key();
  const auto before = tree(site.root());
  for (const auto& post :
       {sign("alice"), plain(from_outside), sign_and_encrypt("alice", {"notes"})}) {
    site.explain(post);
    CHECK(site({"explain", "notes"}, post).exit == 0);
  }
  CHECK((tree(site.root()) == before));
}

TEST_CASE("explain at another time judges the signature then") {
  const Site site;
  site.make_list();
  const auto post = sign("alice");
  const auto status = [&](const std::string& at) {
    const auto object = site.explain(post, {"--at", at});
    for (const auto& entry : object["evidence"])
      if (entry["method"] == "smime") return entry["status"].get<std::string>();
    return std::string();
  };
  CHECK(status("2001-01-01T00:00:00Z") == "not_yet_valid");
  CHECK(status("978307200") == "not_yet_valid");
  CHECK(status("2099-01-01T00:00:00+01:00") == "expired");
  CHECK(site({"explain", "notes", "--at", "yesterday"}, post).exit == 64);
}
