// A service takes mail in by LMTP and distributes it, as `deliver` would.
#include "service.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <fstream>

using namespace e2e;

namespace {

Json status(const Site& site) { return Json::parse(site.quietly({"--json", "status"}).out); }

bool all_done(const Site& site) { return status(site)["queue"]["messages"] == 0; }

std::string numbered(int i) { return plain({.id = "<e2e." + std::to_string(i) + "@example.org>"}); }

bool alive(pid_t process) { return ::kill(process, 0) == 0; }

}  // namespace

TEST_CASE("a post that came by LMTP reaches every member, as deliver would send it") {
  const Site site;
  site.make_list();
  const Service service(site);
  const auto post = in_this_world(sign("alice"));
  const auto replies = send(service.socket(), post);
  REQUIRE(replies.size() == 1);
  CHECK_THAT(replies[0], Contains("250 2.0.0"));
  REQUIRE(eventually([&] { return site.copies() == 4; }));
  for (const auto& member : members)
    CHECK(below_list_header(in_lf(site.copy_for(member))) == in_lf(post));
  CHECK(eventually([&] { return all_done(site); }));
}

TEST_CASE("an encrypted post is sealed for each member, shard by shard") {
  const Site site;
  site.make_list_with_key();
  auto toml = read(site.root() / "chancery.toml");
  toml = replaced(toml, "# shard_members = 1000", "shard_members = 1");
  write(site.root() / "chancery.toml", toml);
  const Service service(site);
  const auto post = sign_and_encrypt("alice", {"notes"});
  REQUIRE(send(service.socket(), post).size() == 1);
  REQUIRE(eventually([&] { return site.copies() == 4; }));
  const auto inside = decrypt("notes", post);
  for (const std::string name : {"alice", "bob", "carol"})
    CHECK(in_lf(decrypt(name, site.copy_for(name + "@example.org"))) == in_lf(inside));
  CHECK_THAT(site.copy_for("dave@example.org"), !Contains("agreed"));
  CHECK(eventually([&] { return all_done(site); }));
}

TEST_CASE("a post passes on shard by shard, and who is skipped holds nothing up") {
  const Site site;
  site.make_list_with_key();
  site.choose("distribution = \"rewrap\"\nwithout_certificate = \"skip\"\n");
  auto toml = read(site.root() / "chancery.toml");
  toml = replaced(toml, "# shard_members = 1000", "shard_members = 1");
  write(site.root() / "chancery.toml", toml);
  const Service service(site);
  const auto post = sign_and_encrypt("alice", {"notes"});
  REQUIRE(send(service.socket(), post).size() == 1);
  REQUIRE(eventually([&] { return site.copies() == 3; }));
  CHECK(eventually([&] { return all_done(site); }));
  const auto inside = decrypt("notes", post);
  for (const std::string name : {"alice", "bob", "carol"})
    CHECK(in_lf(decrypt(name, site.copy_for(name + "@example.org"))) == in_lf(inside));
  CHECK(site.copies_for("dave@example.org").empty());
  CHECK(site.kept("failed").empty());
}

TEST_CASE("a copy that waits for a certificate leaves when there is one, and only once") {
  const Site site;
  site.make_list_with_key();
  site.choose("without_certificate = \"hold\"\n");
  site.quietly({"member", "add", "notes", "erin@example.org"});
  const Service service(site);
  REQUIRE(send(service.socket(), sign_and_encrypt("alice", {"notes"})).size() == 1);
  REQUIRE(eventually([&] { return site.copies() == 3; }));
  CHECK(status(site)["queue"]["messages"] == 1);
  site.quietly({"cert", "import", "erin@example.org", pki("erin.pem")});
  const auto entries = Json::parse(site.quietly({"--json", "queue", "ls"}).out);
  REQUIRE(entries.size() == 1);
  REQUIRE(eventually([&] {
    site({"queue", "retry", entries[0]["id"].get<std::string>()});
    return site.copies() == 4;
  }));
  CHECK_THAT(decrypt("erin", site.copy_for("erin@example.org")), Contains("agreed on everything"));
  CHECK(site.copies_for("dave@example.org").empty());
  CHECK(site.copies_for("alice@example.org").size() == 1);
}

TEST_CASE("what the scenario holds is held, and goes to nobody") {
  const Site site;
  site.make_list({"--scenario", "send=private"});
  const Service service(site);
  REQUIRE(send(service.socket(), plain({.from = "writer@elsewhere.example"})).size() == 1);
  CHECK(eventually([&] { return all_done(site); }));
  CHECK(site.copies_for("bob@example.org").empty());
}

TEST_CASE("a scenario that changes decides the next post") {
  const Site site;
  const auto scenario = site.root() / "scenari/send.own";
  fs::create_directories(scenario.parent_path());
  write(scenario, "true() smtp -> do_it\n");
  site.make_list({"--scenario", "send=own"});
  const Service service(site);
  REQUIRE(send(service.socket(), plain()).size() == 1);
  REQUIRE(eventually([&] { return site.copies() == 4 && all_done(site); }));
  write(scenario, "true() smtp -> reject\n");
  REQUIRE(send(service.socket(), plain()).size() == 1);
  REQUIRE(eventually([&] { return all_done(site); }));
  CHECK(site.copies_for("bob@example.org").size() == 1);
}

TEST_CASE("each recipient of a message has an answer of its own") {
  const Site site;
  site.make_list({"--scenario", "send=public"});
  site.quietly({"list", "create", "other@lists.example.org", "--scenario", "send=public"});
  site.quietly({"member", "add", "other", "erin@example.org"});
  const Service service(site);
  const auto replies =
      send(service.socket(), plain(),
           {"nobody@lists.example.org", "notes@lists.example.org", "notes@elsewhere.example",
            "NOTES@Lists.example.org", "other@lists.example.org"});
  REQUIRE(replies.size() == 5);
  CHECK_THAT(replies[0], Contains("550 5.1.1"));
  CHECK_THAT(replies[1], Contains("550 5.1.1"));
  for (std::size_t i = 2; i < 5; ++i) CHECK_THAT(replies[i], Contains("250 2.0.0"));
  CHECK(eventually([&] { return site.copies() == 5; }));
  CHECK(site.copies_for("bob@example.org").size() == 1);
  CHECK(site.copies_for("erin@example.org").size() == 1);
}

TEST_CASE("nothing is lost when everything is killed, and it starts again at once") {
  const Site site;
  site.make_list({"--scenario", "send=public"});
  Service service(site);
  const auto children = service.processes("worker");
  for (int i = 0; i < 20; ++i) REQUIRE(send(service.socket(), numbered(i)).size() == 1);
  service.end(SIGKILL);
  for (const auto child : children) CHECK(eventually([&] { return !alive(child); }));
  service.start();
  CHECK(eventually([&] { return all_done(site); }));
  for (const auto& member : members) CHECK(site.copies_for(member).size() >= 20);
  CHECK(status(site)["queue"]["quarantined"] == 0);
}

TEST_CASE("a receiver or worker that dies is replaced") {
  const Site site;
  site.make_list({"--scenario", "send=public"});
  const Service service(site, {"--workers", "2"});
  for (const std::string kind : {"receiver", "worker"}) {
    const auto before = service.processes(kind);
    REQUIRE_FALSE(before.empty());
    ::kill(before[0], SIGKILL);
    CHECK(eventually([&] {
      const auto now = service.processes(kind);
      return now.size() == before.size() && now != before;
    }));
  }
  CHECK(eventually([&] { return send(service.socket(), plain()).size() == 1; }));
  CHECK(eventually([&] { return site.copies() == 4; }));
}

TEST_CASE("told to stop it comes to an end, and keeps what it has not done") {
  const Site site;
  site.make_list({"--scenario", "send=public"});
  Service service(site);
  for (int i = 0; i < 10; ++i) REQUIRE(send(service.socket(), numbered(i)).size() == 1);
  CHECK(service.end(SIGTERM) == 0);
  CHECK_FALSE(status(site)["serving"].get<bool>());
  service.start();
  CHECK(eventually([&] { return all_done(site); }));
  for (const auto& member : members) CHECK(site.copies_for(member).size() == 10);
}

TEST_CASE("a reload takes what is right, and changes nothing when something is wrong") {
  const Site site;
  site.make_list({"--scenario", "send=public"});
  const Service service(site);
  const auto file = site.root() / "chancery.toml";
  const auto good = read(file);
  const auto before = service.processes("worker");
  write(file, good + "\n[nonsense]\nkey = 1\n");
  service.signal(SIGHUP);
  REQUIRE(eventually([&] { return service.log().find("reload refused") != std::string::npos; }));
  write(file, good);
  CHECK(service.processes("worker") == before);
  write(file, replaced(good, "# workers = 2", "workers = 3"));
  service.signal(SIGHUP);
  CHECK(eventually([&] {
    const auto now = service.processes("worker");
    return now.size() == 3 && now[0] != before[0] && now[1] != before[1];
  }));
  CHECK(send(service.socket(), plain()).size() == 1);
  CHECK(eventually([&] { return site.copies() == 4; }));
}

TEST_CASE("a site is served once, and a second service says by whom") {
  const Site site;
  site.make_list();
  const Service service(site);
  const auto ran = bash("timeout 60 \"$1\" --root \"$2\" serve --lmtp unix:second",
                        {test::binary(), site.root()});
  CHECK(ran.exit == 78);
  CHECK_THAT(ran.err, Contains(std::to_string(service.process())));
}

TEST_CASE("a site that cannot work is not served") {
  const Site site;
  site.make_list();
  fs::remove(site.root() / "chancery.db");
  const auto ran =
      bash("timeout 60 \"$1\" --root \"$2\" serve --lmtp unix:lmtp", {test::binary(), site.root()});
  CHECK(ran.exit == 78);
  CHECK_THAT(ran.err, !Contains("ready"));
}

TEST_CASE("root becomes the site's owner, or refuses with the mend") {
  if (::geteuid() != 0) return;  // nobody else can become anybody
  const Site site;
  site.make_list({"--scenario", "send=public"});
  const auto file = site.root() / "chancery.toml";
  const auto as_made = read(file);
  const auto serve = [&] {
    return bash("timeout 60 \"$1\" --root \"$2\" serve --lmtp unix:lmtp",
                {test::binary(), site.root()});
  };
  REQUIRE_THAT(as_made, Contains("user = \"root\""));
  SECTION("root by name stays root, with one warning") {
    const Service service(site);
    CHECK_THAT(service.log(), Contains("warning") && Contains("root"));
  }
  SECTION("no name") {
    write(file, replaced(as_made, "user = \"root\"", "# nobody named"));
    const auto ran = serve();
    CHECK(ran.exit == 78);
    CHECK_THAT(ran.err, Contains("service.user"));
  }
  SECTION("a user that is not there") {
    write(file, replaced(as_made, "user = \"root\"", "user = \"no-such-user\""));
    const auto ran = serve();
    CHECK(ran.exit == 78);
    CHECK_THAT(ran.err, Contains("no-such-user"));
  }
  SECTION("a user that may not read it") {
    write(file, replaced(as_made, "user = \"root\"", "user = \"nobody\""));
    const auto ran = serve();
    CHECK(ran.exit == 78);
    CHECK_THAT(ran.err, Contains("chown"));
  }
  SECTION("a user that owns it") {
    write(file, replaced(as_made, "user = \"root\"", "user = \"nobody\""));
    REQUIRE(
        bash("chown -R nobody \"$1\" && chmod 755 \"$2\"", {site.root(), site.root().parent_path()})
            .exit == 0);
    const Service service(site);
    struct stat owner {};
    REQUIRE(::stat(("/proc/" + std::to_string(service.process())).c_str(), &owner) == 0);
    CHECK(owner.st_uid != 0);
    CHECK(send(service.socket(), plain()).size() == 1);
    CHECK(eventually([&] { return site.copies() == 4; }));
  }
}

TEST_CASE("a server that is away keeps nothing but time from anybody") {
  const Site site(Words{"--transport", "smtp", "--smtp", "127.0.0.1:9"});
  site.make_list({"--scenario", "send=public"});
  const Service service(site);
  REQUIRE(send(service.socket(), plain()).size() == 1);
  REQUIRE(eventually([&] {
    const auto entries = Json::parse(site.quietly({"--json", "queue", "ls"}).out);
    return entries.size() == 1 && entries[0]["attempts"] >= 2 && entries[0]["state"] == "ready";
  }));
  const auto entries = Json::parse(site.quietly({"--json", "queue", "ls"}).out);
  CHECK(entries[0]["jobs"] == 1);
  CHECK(entries[0]["why"] != "");
  const auto id = entries[0]["id"].get<std::string>();
  CHECK_THAT(site.quietly({"queue", "show", id, "--raw"}).out, Contains("We agreed"));
  CHECK_THAT(site.quietly({"queue", "show", id}).out, Contains("shard"));
  site.quietly({"queue", "hold", id, "--why", "until Monday"});
  CHECK_THAT(site.quietly({"queue", "ls"}).out, Contains("until Monday"));
  CHECK(site({"queue", "retry", id}).exit == 65);
  site.quietly({"queue", "release", id});
  site.quietly({"queue", "rm", id});
  CHECK(site({"queue", "rm", id}).exit == 67);
  CHECK_THAT(site.quietly({"queue", "ls"}).out, Contains("empty"));
}
