// The other addresses of a list: those who run it, and bounces.
#include "service.hpp"

using namespace e2e;

namespace {

bool all_done(const Site& site) {
  return Json::parse(site.quietly({"--json", "status"}).out)["queue"]["messages"] == 0;
}

std::string report_about(const std::string& address, const std::string& action) {
  return in_this_world(
      "From: MAILER-DAEMON@mx.example\nTo: notes-bounces@lists.example.org\n"
      "Subject: Undelivered\nMIME-Version: 1.0\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
      "--b\n\nIt did not work.\n--b\nContent-Type: message/delivery-status\n\n"
      "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; " +
      address + "\nAction: " + action + "\nStatus: 5.1.1\n--b--\n");
}

Json bounces_of(const Site& site, const std::string& address) {
  for (const auto& member : Json::parse(site.quietly({"--json", "member", "ls", "notes"}).out))
    if (member["address"] == address) return member.value("bounces", Json());
  return "no such member";
}

}  // namespace

TEST_CASE("mail to -owner and -request goes to the owners, as it came") {
  const Site site;
  site.make_list({"--scenario", "send=closed"});
  site.quietly({"member", "add", "notes", "olga@example.org", "--role", "owner"});
  site.quietly({"member", "add", "notes", "otto@example.org", "--role", "owner"});
  const Service service(site);
  const auto letter = in_this_world(plain({.from = "writer@elsewhere.example"}));
  const auto replies = send(service.socket(), letter,
                            {"notes-owner@lists.example.org", "Notes-Request@lists.example.org"});
  REQUIRE(replies.size() == 2);
  for (const auto& reply : replies) CHECK_THAT(reply, Contains("250 2.0.0"));
  REQUIRE(eventually([&] { return site.copies() == 4; }));
  for (const std::string owner : {"olga@example.org", "otto@example.org"})
    for (const auto& copy : site.copies_for(owner)) {
      CHECK(in_lf(copy).ends_with(in_lf(letter)));
      CHECK_THAT(copy, Contains("X-Loop: notes-owner@lists.example.org") ||
                           Contains("X-Loop: notes-request@lists.example.org"));
    }
  CHECK(eventually([&] { return all_done(site); }));
}

TEST_CASE("a list without owners has its listmasters, and no letter goes round") {
  const Site site;
  site.make_list();
  const Service service(site);
  REQUIRE(send(service.socket(), plain(), {"notes-owner@lists.example.org"}).size() == 1);
  REQUIRE(eventually([&] { return site.copies() == 1; }));
  const auto copy = site.copy_for("listmaster@lists.example.org");
  REQUIRE(send(service.socket(), copy, {"notes-owner@lists.example.org"}).size() == 1);
  REQUIRE(eventually([&] { return all_done(site); }));
  CHECK(site.copies() == 1);
}

TEST_CASE("a letter that an owner cannot get is kept, and the others get theirs") {
  const Site site;
  site.make_list();
  site.quietly({"member", "add", "notes", "olga@example.org", "--role", "owner"});
  site.quietly({"member", "add", "notes", "otto@example.org", "--role", "owner"});
  fs::create_directories(site.root() / "out");
  write(site.root() / "out/olga@example.org", "a file where a folder belongs\n");
  const Service service(site);
  const auto letter = in_this_world(plain());
  REQUIRE(send(service.socket(), letter, {"notes-owner@lists.example.org"}).size() == 1);
  REQUIRE(eventually([&] { return all_done(site); }));
  CHECK(site.copies_for("otto@example.org").size() == 1);
  const auto failed = site.kept("failed");
  REQUIRE(failed.size() == 1);
  CHECK(in_lf(failed[0].message) == in_lf(letter));
  CHECK_THAT(failed[0].why.dump(), Contains("olga@example.org") && !Contains("otto@"));
}

TEST_CASE("a bounce is counted for the member it is about, and goes to nobody") {
  const Site site;
  site.make_list();
  const Service service(site);
  const auto bounce = [&](const std::string& address, const std::string& action) {
    const auto replies = send(service.socket(), report_about(address, action),
                              {"notes-bounces@lists.example.org"}, "");
    REQUIRE(replies.size() == 1);
    CHECK_THAT(replies[0], Contains("250 2.0.0"));
    REQUIRE(eventually([&] { return all_done(site); }));
  };
  bounce("bob@example.org", "failed");
  bounce("Bob@Example.org", "failed");
  bounce("carol@example.org", "delayed");
  bounce("stranger@elsewhere.example", "failed");
  CHECK(bounces_of(site, "bob@example.org")["count"] == 2);
  CHECK(bounces_of(site, "carol@example.org") == nullptr);
  CHECK(site.copies() == 0);
  CHECK_THAT(site.quietly({"member", "ls", "notes"}).out, Contains("2, last 20"));
  site.quietly({"member", "rm", "notes", "bob@example.org"});
  site.quietly({"member", "add", "notes", "bob@example.org"});
  CHECK(bounces_of(site, "bob@example.org") == nullptr);
}

TEST_CASE("what is no report is dropped by the address for bounces") {
  const Site site;
  site.make_list();
  const Service service(site);
  REQUIRE(send(service.socket(), plain(), {"notes-bounces@lists.example.org"}).size() == 1);
  REQUIRE(eventually([&] { return all_done(site); }));
  CHECK(site.copies() == 0);
  CHECK(site.kept("failed").empty());
}

TEST_CASE("other addresses beside a list's are nobody's, and a list's own name comes first") {
  const Site site;
  site.make_list();
  site.quietly({"list", "create", "my-owner@lists.example.org", "--scenario", "send=public"});
  site.quietly({"member", "add", "my-owner", "erin@example.org"});
  const Service service(site);
  const auto replies = send(service.socket(), plain(),
                            {"notes-subscribe@lists.example.org",
                             "notes-unsubscribe@lists.example.org", "notes-owner@elsewhere.example",
                             "nothing-owner@lists.example.org", "-owner@lists.example.org",
                             "notes-owner-owner@lists.example.org", "my-owner@lists.example.org"});
  REQUIRE(replies.size() == 7);
  for (std::size_t i = 0; i < 6; ++i) CHECK_THAT(replies[i], Contains("550 5.1.1"));
  CHECK_THAT(replies[6], Contains("250 2.0.0"));
  CHECK(eventually([&] { return site.copies_for("erin@example.org").size() == 1; }));
}
