// A site with crypto_gpgme in the place of crypto_openssl: the posts of the main job, and what it
// says before delivery of what it cannot do.
#include "service.hpp"

#include <csignal>

using namespace e2e;

namespace {

constexpr auto plugins =
    "[plugins]\nenable = [\"crypto_gpgme\", \"auth_smime\", \"auth_smtp\", \"predicate_members\", "
    "\"decorator_footer\", \"transport_maildir\", \"transport_smtp\"]\n";

void select_gpgme(const Site& site, std::string_view cipher = "AES-256-CBC") {
  const auto file = site.root() / "chancery.toml";
  const auto text = replaced(read(file), "[plugins]\n", plugins);
  write(file, replaced(text, "[encryption]\n",
                       "[encryption]\ncipher = \"" + std::string(cipher) + "\"\n"));
}

// notes with its four members and, by gpgme, its key.
void make_list_with_key(const Site& site) {
  site.make_list();
  select_gpgme(site);
  site.quietly({"list", "key", "notes", "--cert", pki("notes.pem"), "--key", pki("notes.key")});
}

// The homes of this test alone, which the commands inherit.
class Homes {
 public:
  Homes() { setenv("TMPDIR", folder_.path().c_str(), 1); }
  Homes(const Homes&) = delete;
  Homes& operator=(const Homes&) = delete;
  ~Homes() { unsetenv("TMPDIR"); }
  bool are_gone() const { return fs::is_empty(folder_.path()); }

 private:
  test::TemporaryFolder folder_;
};

Json evidence(const Json& explanation) {
  for (const auto& entry : explanation["evidence"])
    if (entry["method"] == "smime") return entry;
  return {};
}

}  // namespace

TEST_CASE(
    "gpgme: a signed post reaches every member byte for byte, and one changed byte stops it") {
  const Site site;
  const Homes homes;
  site.make_list();
  select_gpgme(site);
  const auto post = sign("alice");
  const auto object = site.explain(post);
  CHECK(evidence(object)["status"] == "valid");
  CHECK(object["auth_method"] == "smime");
  REQUIRE(site.deliver(post).exit == 0);
  for (const auto& member : members) CHECK(below_list_header(site.copy_for(member)) == post);

  const auto changed = replaced(post, "agreed on everything", "agreed in everything");
  const auto before = site.copies();
  REQUIRE(site.deliver(changed, {"--no-notice"}).exit == 0);
  CHECK(site.copies() == before);
  CHECK(evidence(site.explain(changed))["status"] == "invalid");
  CHECK(site.explain(changed)["verdict"]["action"] == "reject");
  CHECK(homes.are_gone());
}

TEST_CASE("gpgme: an EC signature and an opaque one count as much") {
  const Site site;
  site.make_list();
  select_gpgme(site);
  CHECK(site.explain(sign("carol", {.from = "carol@example.org"}))["auth_method"] == "smime");
  CHECK(site.explain(sign("alice", {}, {"-nodetach"}))["auth_method"] == "smime");
}

TEST_CASE("gpgme: a signed and encrypted post reaches each RSA member, and openssl opens it") {
  const Site site;
  const Homes homes;
  make_list_with_key(site);
  const auto post = sign_and_encrypt("alice", {"notes"});
  const auto content = decrypt("notes", post);
  REQUIRE(site.deliver(post).exit == 0);
  for (const std::string name : {"alice", "bob"}) {
    const auto copy = site.copy_for(name + "@example.org");
    CHECK(decrypt(name, copy) == content);
    for (const std::string other : {"alice", "bob", "carol", "notes"})
      CHECK(can_decrypt(other, copy) == (other == name));
  }
  // carol's key is on a curve, dave has none: each a notice, without the content.
  for (const auto* member : {"carol@example.org", "dave@example.org"})
    CHECK_THAT(site.copy_for(member), Contains("Auto-Submitted") && !Contains("agreed"));
  CHECK(homes.are_gone());
}

TEST_CASE("gpgme: a list changes its backend and keeps its key and its members") {
  const Site site;
  site.make_list_with_key();
  const auto post = sign_and_encrypt("alice", {"notes"});
  REQUIRE(site.deliver(post).exit == 0);
  CHECK(can_decrypt("carol", site.copy_for("carol@example.org")));
  select_gpgme(site);
  REQUIRE(site.deliver(post, {"--again"}).exit == 0);
  const auto copies = site.copies_for("alice@example.org");
  CHECK(copies.size() == 2);
  for (const auto& copy : copies) CHECK(decrypt("alice", copy) == decrypt("notes", post));
}

TEST_CASE("gpgme: check says what the backend cannot do, before a post comes") {
  const Site site;
  site.make_list_with_key();
  CHECK(site({"check"}).out.find("cannot encrypt") == std::string::npos);
  select_gpgme(site);
  const auto ran = site({"check"});
  CHECK(ran.exit == 0);
  CHECK_THAT(ran.out, Contains("crypto_gpgme cannot encrypt to the certificates of 1 member") &&
                          Contains("carol@example.org") && Contains("EC P-256"));
  // Also after a post has come, and the refusal is remembered.
  REQUIRE(site.deliver(sign_and_encrypt("alice", {"notes"})).exit == 0);
  CHECK_THAT(site({"check"}).out, Contains("carol@example.org"));
}

TEST_CASE("gpgme: who adds a member whose certificate it cannot encrypt to is told at once") {
  const Site site;
  select_gpgme(site);
  site.quietly({"list", "create", "notes@lists.example.org"});
  const auto ran =
      site({"member", "add", "notes", "carol@example.org", "--cert", pki("carol.pem")});
  CHECK(ran.exit == 0);
  CHECK_THAT(ran.err, Contains("EC P-256"));
}

TEST_CASE("gpgme: check refuses a cipher that the backend does not encrypt with") {
  const Site site;
  site.make_list_with_key();
  select_gpgme(site, "AES-256-GCM");
  const auto ran = site({"check"});
  CHECK(ran.exit == 78);
  CHECK_THAT(ran.out, Contains("encryption.cipher") && Contains("AES-256-GCM"));
}

TEST_CASE("gpgme: a post in a cipher that it does not read is held, and never distributed") {
  const Site site;
  make_list_with_key(site);
  const auto inside = sign("alice");
  const auto body = inside.substr(inside.find("MIME-Version"));
  const auto sealed =
      run({"openssl", "cms", "-encrypt", "-aes-256-gcm", pki("notes.pem")}, in_lf(body));
  REQUIRE(sealed.exit == 0);
  const auto post = in_this_world(
      "From: alice@example.org\nTo: notes@lists.example.org\nSubject: x\n"
      "Message-ID: <gcm@example.org>\n" +
      in_lf(sealed.out));
  CHECK(site.explain(post)["opened"]["status"] == "unsupported");
  REQUIRE(site.deliver(post, {"--no-notice"}).exit == 0);
  CHECK(site.copies() == 0);
}

TEST_CASE("gpgme: a service distributes by it, and leaves nothing of it behind when it is killed") {
  const Site site;
  const Homes homes;
  make_list_with_key(site);
  const auto post = sign_and_encrypt("alice", {"notes"});
  {
    Service service(site);
    REQUIRE(send(service.socket(), post).size() == 1);
    REQUIRE(eventually([&] { return site.copies() == 4; }));
    service.signal(SIGKILL);
  }
  const auto inside = in_lf(decrypt("notes", post));
  for (const std::string name : {"alice", "bob"})
    CHECK(in_lf(decrypt(name, site.copy_for(name + "@example.org"))) == inside);
  CHECK(eventually([&] { return homes.are_gone(); }));
}

TEST_CASE("gpgme: homes are made where the site says, and removed from there") {
  const Site site;
  const Homes elsewhere;
  site.make_list();
  select_gpgme(site);
  const auto file = site.root() / "chancery.toml";
  write(file, read(file) + "\n[plugin.crypto_gpgme]\nhomes = \"gnupg\"\n");
  CHECK(evidence(site.explain(sign("alice")))["status"] == "valid");
  REQUIRE(fs::is_directory(site.root() / "gnupg"));
  CHECK(fs::is_empty(site.root() / "gnupg"));
  write(file, replaced(read(file), "homes = \"gnupg\"", "homes = \"/nowhere/gnupg\""));
  const auto ran = site.deliver(sign("alice"));
  CHECK((ran.exit == 75 || ran.exit == 78));
  CHECK_THAT(ran.err, Contains("/nowhere/gnupg"));
  CHECK(site.copies() == 0);
}
