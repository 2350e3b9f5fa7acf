// Certificates of those who sign posts: whose are kept, which, and what they change.
#include "site.hpp"

using namespace e2e;

namespace {

// A certificate of the authority for bob, newer than his, with a key of its own.
class Newer {
 public:
  explicit Newer(const std::string& key_usage) {
    const auto made = run({"openssl", "req",
                           "-config", pki("openssl.cnf"),
                           "-x509",   "-nodes",
                           "-days",   "3000",
                           "-subj",   "/CN=newer",
                           "-CA",     pki("ca.pem"),
                           "-CAkey",  pki("ca.key"),
                           "-addext", "basicConstraints=CA:false",
                           "-addext", "subjectAltName=email:bob@example.org",
                           "-addext", "extendedKeyUsage=emailProtection",
                           "-addext", "keyUsage=" + key_usage,
                           "-newkey", "rsa:2048",
                           "-keyout", path("key"),
                           "-out",    path("pem")});
    INFO(made.err);
    REQUIRE(made.exit == 0);
  }
  fs::path path(const std::string& kind) const { return folder_.path() / ("newer." + kind); }
  std::string post() const {
    const auto ran =
        run({"openssl", "cms", "-sign", "-signer", path("pem"), "-inkey", path("key"), "-from",
             "bob@example.org", "-to", "notes@lists.example.org", "-subject", "Newer"},
            in_this_world("Content-Type: text/plain\n\nMy new certificate.\n"));
    REQUIRE(ran.exit == 0);
    return in_this_world("Message-ID: <newer@example.org>\n") + in_this_world(in_lf(ran.out));
  }

 private:
  test::TemporaryFolder folder_;
};

Json kept(const Site& site, const std::string& address) {
  const auto ran = site({"--json", "cert", "show", address});
  return ran.exit == 0 ? Json::parse(ran.out) : Json::array();
}

std::string chosen(const Site& site, const std::string& address) {
  for (const auto& one : kept(site, address))
    if (one["standing"].get<std::string>().find("chosen") == 0) return one["subject"];
  return "nobody's";
}

Letter from_erin() {
  Letter letter;
  letter.from = "erin@example.org";
  return letter;
}

const Words open_to_all = {"--scenario", "send=public"};

}  // namespace

TEST_CASE("nothing is harvested unless the list says so") {
  const Site site;
  site.make_list(open_to_all);
  REQUIRE(site.deliver(sign("erin", from_erin())).exit == 0);
  CHECK(kept(site, "erin@example.org").empty());
}

TEST_CASE("a list harvests from members, or from all who may post") {
  const Site members, all;
  for (const Site* site : {&members, &all}) site->make_list(open_to_all);
  members.choose("harvest = \"members\"\n");
  all.choose("harvest = \"all\"\n");
  const auto post = sign("erin", from_erin());
  REQUIRE(members.deliver(post).exit == 0);
  CHECK(kept(members, "erin@example.org").empty());
  REQUIRE(all.deliver(post).exit == 0);
  CHECK(chosen(all, "erin@example.org") == "CN=erin");
  CHECK(kept(all, "erin@example.org")[0]["source"] == "post");

  members.quietly({"member", "add", "notes", "erin@example.org"});
  REQUIRE(members.deliver(post, {"--again"}).exit == 0);
  CHECK(chosen(members, "erin@example.org") == "CN=erin");
}

TEST_CASE("who signed once gets what is encrypted") {
  const Site site;
  site.make_list_with_key(open_to_all);
  site.choose("harvest = \"members\"\n");
  site.quietly({"member", "add", "notes", "erin@example.org"});
  REQUIRE(site.deliver(sign("erin", from_erin())).exit == 0);
  REQUIRE(site.deliver(sign_and_encrypt("alice", {"notes"})).exit == 0);
  bool opened = false;
  for (const auto& copy : site.copies_for("erin@example.org"))
    opened = opened || can_decrypt("erin", copy);
  CHECK(opened);
}

TEST_CASE("nothing is harvested from what is not distributed, nor by explain") {
  const Site site;
  site.make_list();  // for members who sign
  site.choose("harvest = \"all\"\n");
  REQUIRE(site.deliver(sign("erin", from_erin()), {"--no-notice"}).exit == 0);
  CHECK(kept(site, "erin@example.org").empty());
  const Newer newer("digitalSignature,keyEncipherment");
  site.explain(newer.post());
  CHECK(kept(site, "bob@example.org").size() == 1);
}

TEST_CASE("nothing is harvested that does not prove the sender") {
  const Site site;
  site.make_list(open_to_all);
  site.choose("harvest = \"all\"\n");
  // a stranger's authority, another's address, a changed body
  REQUIRE(site.deliver(sign("mallory")).exit == 0);
  Letter as_erin = from_erin();
  as_erin.id = "<other@example.org>";
  REQUIRE(site.deliver(sign("bob", as_erin)).exit == 0);
  as_erin.id = "<changed@example.org>";
  REQUIRE(site.deliver(replaced(sign("erin", as_erin), "everything", "everythinG")).exit == 0);
  CHECK(kept(site, "alice@example.org").size() == 1);
  CHECK(kept(site, "erin@example.org").empty());
  CHECK(kept(site, "bob@example.org").size() == 1);
}

TEST_CASE("a newer certificate takes the place of an older one, but not of a pinned one") {
  const Newer newer("digitalSignature,keyEncipherment");
  const Site free, pinned;
  for (const Site* site : {&free, &pinned}) {
    site->make_list();
    site->choose("harvest = \"members\"\n");
  }
  const auto mine = kept(pinned, "bob@example.org")[0]["sha256"].get<std::string>();
  pinned.quietly({"cert", "pin", "bob@example.org", mine});
  for (const Site* site : {&free, &pinned}) {
    REQUIRE(site->deliver(newer.post()).exit == 0);
    CHECK(kept(*site, "bob@example.org").size() == 2);
  }
  CHECK(kept(pinned, "bob@example.org")[0]["subject"] == "CN=bob");
  CHECK(chosen(free, "bob@example.org") == "CN=newer");
}

TEST_CASE("a certificate that only signs is not kept, and displaces none") {
  const Newer newer("digitalSignature");
  const Site site;
  site.make_list();
  site.choose("harvest = \"members\"\n");
  REQUIRE(site.deliver(newer.post()).exit == 0);
  CHECK(kept(site, "bob@example.org").size() == 1);
  CHECK(chosen(site, "bob@example.org") == "CN=bob");
}

TEST_CASE("what an administrator took away does not come back by itself") {
  const Newer newer("digitalSignature,keyEncipherment");
  const Site site;
  site.make_list();
  site.choose("harvest = \"members\"\n");
  REQUIRE(site.deliver(newer.post()).exit == 0);
  const auto fingerprint = kept(site, "bob@example.org")[0]["sha256"].get<std::string>();
  site.quietly({"cert", "rm", "bob@example.org", fingerprint});
  REQUIRE(site.deliver(newer.post(), {"--again"}).exit == 0);
  CHECK(kept(site, "bob@example.org").size() == 1);
}
