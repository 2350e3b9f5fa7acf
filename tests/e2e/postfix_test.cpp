// With a real mail server around it: in by its SMTP port, through LMTP, and out into mailboxes.
#include "postfix.hpp"
#include "service.hpp"

using namespace e2e;

namespace {

struct Post {
  Post(const std::string& scenario, const std::string& more_transports = {})
      : site({"--transport", "smtp", "--smtp", "127.0.0.1:" + std::to_string(free_port())}),
        postfix(site.root() / "lmtp", more_transports) {
    // The way back is known only now.
    const auto file = site.root() / "chancery.toml";
    auto text = read(file);
    const auto at = text.rfind("server = \"127.0.0.1:");
    REQUIRE(at != std::string::npos);
    text.replace(at, text.find('\n', at) - at,
                 "server = \"127.0.0.1:" + std::to_string(postfix.back_port()) + "\"");
    write(file, text);
    // Postfix' own processes are others than the site's, and have to reach the socket.
    REQUIRE(bash("chmod 711 \"$1\" \"$2\"", {site.root(), site.root().parent_path()}).exit == 0);
    site.make_list({"--scenario", "send=" + scenario});
  }
  Site site;
  Postfix postfix;
};

}  // namespace

TEST_CASE("a signed post comes in by Postfix' port and reaches every mailbox as it was signed") {
  if (!can_start_postfix()) return;
  const Post post("private_smime");
  const Service service(post.site);
  const auto letter = sign("alice", {.body = "A dot:\n.\n..two\nFrom here\n"});
  REQUIRE(post.postfix.send(letter, "notes@lists.example.org") == 0);
  for (const std::string name : {"alice", "bob", "carol", "dave"}) {
    const bool came = eventually([&] { return post.postfix.mailbox(name).size() == 1; });
    INFO(post.postfix.log() << service.log());
    REQUIRE(came);
    const auto copy = post.postfix.mailbox(name)[0];
    CHECK_THAT(copy, Contains("Return-Path: <notes-bounces@lists.example.org>") &&
                         Contains("List-Id: <notes.lists.example.org>"));
    const auto checked = run({"openssl", "cms", "-verify", "-CAfile", pki("ca.pem")}, copy);
    INFO(checked.err);
    CHECK(checked.exit == 0);
    CHECK_THAT(checked.out, Contains("From here"));
  }
}

TEST_CASE("Postfix sends back what is for no list, and what is for owners goes to them") {
  if (!can_start_postfix()) return;
  const Post post("private_smime");
  post.site.quietly({"member", "add", "notes", "bob@example.org", "--role", "owner"});
  const Service service(post.site);
  REQUIRE(post.postfix.send(plain(), "nothing@lists.example.org") == 0);
  REQUIRE(post.postfix.send(plain(), "notes-owner@lists.example.org") == 0);
  const bool came = eventually([&] {
    return post.postfix.mailbox("alice").size() == 1 && post.postfix.mailbox("bob").size() == 1;
  });
  INFO(post.postfix.log() << service.log());
  REQUIRE(came);
  CHECK_THAT(post.postfix.mailbox("alice")[0], Contains("5.1.1") && Contains("Return-Path: <>"));
  CHECK_THAT(post.postfix.mailbox("bob")[0], Contains("X-Loop: notes-owner@lists.example.org"));
}

TEST_CASE("what another server refuses comes back as a bounce, and is counted") {
  if (!can_start_postfix()) return;
  const auto port = free_port();
  const Daemon refusing({unpacked_program("smtp-sink"), "-u", "nobody", "-f", "rcpt",
                         "127.0.0.1:" + std::to_string(port), "10"},
                        port, true);
  const Post post("public", "gone.example smtp:[127.0.0.1]:" + std::to_string(port) + "\n");
  post.site.quietly({"member", "add", "notes", "george@gone.example"});
  const Service service(post.site);
  REQUIRE(post.postfix.send(plain(), "notes@lists.example.org") == 0);
  const bool counted = eventually([&] {
    const auto all = Json::parse(post.site.quietly({"--json", "member", "ls", "notes"}).out);
    for (const auto& member : all)
      if (member["address"] == "george@gone.example") return member.contains("bounces");
    return false;
  });
  INFO(post.postfix.log() << service.log());
  CHECK(counted);
  CHECK(post.postfix.mailbox("bob").size() == 1);
  CHECK(post.postfix.mailbox("alice").size() == 1);  // no bounce came to who wrote it
}
