// What comes back, and what comes twice.
#include "service.hpp"

#include <csignal>

using namespace e2e;

namespace {

Json verdict(const std::string& action, const std::string& reason) {
  return {{"action", action}, {"reason", reason}};
}

bool all_done(const Site& site) {
  return Json::parse(site.quietly({"--json", "status"}).out)["queue"]["messages"] == 0;
}

}  // namespace

TEST_CASE("what a list has distributed is not distributed by it again, and nobody is told") {
  const Site site;
  site.make_list({"--scenario", "send=public"});
  REQUIRE(site.deliver(plain()).exit == 0);
  const auto copy = site.copy_for("bob@example.org");
  CHECK(site.explain(copy)["verdict"] == verdict("discard", "loop"));
  // Also with another Message-ID, or where a gateway left one of the two fields.
  for (const std::string field :
       {"List-Id: Notes <notes.lists.example.org>\n", "X-Loop: notes@lists.example.org\n"}) {
    const auto post = plain({.more_fields = field, .id = "<other@example.org>"});
    const auto object = site.explain(post);
    CHECK(object["verdict"] == verdict("discard", "loop"));
    CHECK(object["scenario"]["name"] == nullptr);
    CHECK(site.deliver(post, {"--sender", "writer@elsewhere.example"}).exit == 0);
  }
  CHECK_THAT(site({"explain", "notes"}, copy).out, Contains("discard (loop)"));
  CHECK(site.copies() == 4);
  CHECK(site.kept("held").empty());
  CHECK(site.kept("failed").empty());
}

TEST_CASE("a list may be a member of another, and the post of either goes round once") {
  const Site site;
  site.make_list({"--scenario", "send=public"});
  site.quietly({"list", "create", "all@lists.example.org", "--scenario", "send=public"});
  site.quietly({"member", "add", "all", "notes@lists.example.org"});
  site.quietly({"member", "add", "notes", "all@lists.example.org"});
  const auto to = [&](const std::string& list, const std::string& message) {
    return site({"deliver", list}, message);
  };
  REQUIRE(to("all", plain()).exit == 0);
  REQUIRE(to("notes", site.copy_for("notes@lists.example.org")).exit == 0);
  const auto copy = site.copy_for("bob@example.org");
  CHECK_THAT(copy, Contains("List-Id: <notes.lists") && !Contains("List-Id: <all.lists") &&
                       Contains("X-Loop: all@lists") && Contains("X-Loop: notes@lists"));
  REQUIRE(to("all", site.copy_for("all@lists.example.org")).exit == 0);
  CHECK(site.copies_for("notes@lists.example.org").size() == 1);
}

TEST_CASE("mail without a sender is no post, and is answered by nobody") {
  const Site site;
  site.make_list({"--scenario", "send=public"});
  for (const std::string sender : {"", "<>"}) {
    CHECK(site.explain(plain(), {"--sender", sender})["verdict"] ==
          verdict("discard", "null-sender"));
    CHECK(site.deliver(plain(), {"--sender", sender}).exit == 0);
  }
  CHECK(site.copies() == 0);
}

TEST_CASE("a post that comes twice is distributed once, and the log says of what it is a copy") {
  const Site site;
  site.make_list({"--scenario", "send=public"});
  REQUIRE(site.deliver(plain()).exit == 0);
  const auto again = site.deliver(plain(), {"--sender", "alice@example.org"});
  CHECK(again.exit == 0);
  CHECK_THAT(again.err, Contains("duplicate") && Contains("e2e.1@example.org"));
  CHECK(site.copies() == 4);
  // From somebody else it is another post: nobody keeps a post from the list by being quicker.
  REQUIRE(site.deliver(plain({.from = "bob@example.org"})).exit == 0);
  CHECK(site.copies() == 8);
  // And where somebody wants it again, they get it.
  REQUIRE(site.deliver(plain(), {"--again"}).exit == 0);
  CHECK(site.copies() == 12);
}

TEST_CASE("a signature authenticates one message of a list, whatever stands around it") {
  const Site site;
  site.make_list();
  const auto post = sign("alice");
  REQUIRE(site.deliver(post).exit == 0);
  CHECK(site.copies() == 4);
  const auto replayed =
      replaced(replaced(post, "<e2e.1@", "<another@"), "Subject: ", "Subject: Re: ");
  const auto ran = site.deliver(replayed);
  CHECK(ran.exit == 0);
  CHECK_THAT(ran.err, Contains("trait=signature"));
  CHECK(site.copies() == 4);

  const auto explained = site.explain(replayed);
  CHECK(explained["verdict"]["action"] == "do_it");
  CHECK(explained["seen"][0]["trait"] == "signature");
  CHECK_THAT(site.quietly({"explain", "notes"}, replayed).out, Contains("seen before"));

  site.quietly({"list", "create", "other@lists.example.org"});
  site.quietly({"member", "add", "other", "alice@example.org"});
  REQUIRE(site({"deliver", "other"}, replayed).exit == 0);
  CHECK(site.copies() == 5);
}

TEST_CASE("what was not distributed may come again") {
  const Site site;
  site.make_list();
  REQUIRE(site.deliver(plain(), {"--no-notice"}).exit == 0);  // rejected
  CHECK(site.copies() == 0);
  REQUIRE(site.deliver(sign("alice")).exit == 0);
  CHECK(site.copies() == 4);
}

TEST_CASE("what was given back may come again") {
  const Site site(Words{"--transport", "smtp", "--smtp", "127.0.0.1:9"});
  site.make_list({"--scenario", "send=public"});
  REQUIRE(site.deliver(plain()).exit == 75);
  const auto file = site.root() / "chancery.toml";
  write(file, replaced(read(file), "transport = \"transport_smtp\"",
                       "transport = \"transport_maildir\""));
  REQUIRE(site.deliver(plain()).exit == 0);
  CHECK(site.copies() == 4);
}

TEST_CASE("a service remembers over a restart what it has distributed") {
  const Site site;
  site.make_list({"--scenario", "send=public"});
  Service service(site);
  REQUIRE(send(service.socket(), plain()).size() == 1);
  REQUIRE(eventually([&] { return all_done(site); }));
  service.end(SIGKILL);
  service.start();
  CHECK_THAT(send(service.socket(), plain()).at(0), Contains("250"));
  REQUIRE(eventually([&] { return all_done(site); }));
  CHECK(site.copies() == 4);
  CHECK_THAT(service.log(), Contains("reason=duplicate") || Contains("duplicate"));
}
