// How a list's copies are made: passed on or encrypted anew, signed, with a footer, and what
// members get to whom nothing can be encrypted.
#include "site.hpp"

using namespace e2e;

namespace {

std::string der(const std::string& message) {
  const auto ran = run({"openssl", "cms", "-cmsout", "-outform", "DER"}, message);
  REQUIRE(ran.exit == 0);
  return ran.out;
}

// The end of an envelope: of EnvelopedData its encrypted content, of AuthEnvelopedData its tag too.
std::string end_of(const std::string& message, std::size_t size) {
  const auto bytes = der(message);
  REQUIRE(bytes.size() > size);
  return bytes.substr(bytes.size() - size);
}

Ran verify(const std::string& entity) {
  return run({"openssl", "cms", "-verify", "-CAfile", pki("ca.pem")}, entity);
}

const Words to_all = {"--scenario", "send=public"};

}  // namespace

TEST_CASE("a rewrapped post has the sender's ciphertext, and each member opens it") {
  for (const std::string cipher : {"-aes-256-cbc", "-aes-128-cbc", "-aes-256-gcm"}) {
    CAPTURE(cipher);
    const Site site;
    site.make_list_with_key();
    site.choose("distribution = \"rewrap\"\n");
    const auto post = sign_and_encrypt("alice", {"notes"}, {}, cipher);
    const auto object = site.explain(post);
    CHECK(object["sealing"]["mode"] == "rewrap");
    CHECK(object["sealing"]["reason"] == nullptr);
    REQUIRE(site.deliver(post).exit == 0);
    const auto inside = decrypt("notes", post);
    for (const std::string name : {"alice", "bob", "carol"}) {
      const auto copy = site.copy_for(name + "@example.org");
      CHECK(decrypt(name, copy) == inside);
      CHECK_FALSE(can_decrypt("notes", copy));
      CHECK(end_of(copy, inside.size()) == end_of(post, inside.size()));
      CHECK_THAT(copy, Contains(cipher.ends_with("gcm") ? "authEnveloped-data" : "enveloped-data"));
    }
    CHECK_THAT(site.copy_for("dave@example.org"), !Contains("agreed"));
  }
}

TEST_CASE("reencrypted posts share nothing with the sender's ciphertext") {
  const Site site;
  site.make_list_with_key();
  const auto post = sign_and_encrypt("alice", {"notes"});
  CHECK(site.explain(post)["sealing"]["mode"] == "reencrypt");
  REQUIRE(site.deliver(post).exit == 0);
  CHECK(end_of(site.copy_for("bob@example.org"), 64) != end_of(post, 64));
}

TEST_CASE("a cipher below the floor is not passed on, and the reason is told") {
  const Site site;
  site.make_list_with_key();
  site.choose("distribution = \"rewrap\"\n");
  const auto post = sign_and_encrypt("alice", {"notes"}, {}, "-des3");
  const auto object = site.explain(post);
  CHECK(object["sealing"]["mode"] == "reencrypt");
  CHECK(object["sealing"]["reason"] == "DES-EDE3-CBC is below the floor");
  CHECK_THAT(site.quietly({"explain", "notes"}, post).out, Contains("reencrypt, not rewrap: DES"));
  const auto ran = site.deliver(post);
  REQUIRE(ran.exit == 0);
  CHECK_THAT(ran.err, Contains("below the floor"));
  CHECK(decrypt("bob", site.copy_for("bob@example.org")) == decrypt("notes", post));
}

TEST_CASE("what a list's key does not open is held in both modes and reaches nobody") {
  for (const std::string mode : {"rewrap", "reencrypt"}) {
    const Site site;
    site.make_list_with_key(to_all);
    site.choose("distribution = \"" + mode + "\"\n");
    for (const auto& post : {sign_and_encrypt("alice", {"other-notes"}),
                             sign_and_encrypt("alice", {"other-notes"}, {}, "-aes-256-gcm")}) {
      CHECK(site.explain(post)["verdict"]["reason"] == "not-opened");
      REQUIRE(site.deliver(post, {"--no-notice"}).exit == 0);
    }
    CHECK(site.kept("held").size() == 2);
    CHECK(site.copies() == 0);
  }
}

TEST_CASE("who gets nothing encrypted gets a notice, nothing, or has to wait; never the content") {
  const auto post = sign_and_encrypt("alice", {"notes"});
  const auto deliver_with = [&](const Site& site, const std::string& policy) {
    site.make_list_with_key();
    site.choose("without_certificate = \"" + policy + "\"\n");
    REQUIRE(site.deliver(post).exit == 0);
    for (const std::string name : {"alice", "bob", "carol"})
      CHECK(can_decrypt(name, site.copy_for(name + "@example.org")));
  };
  const Site notice, skip, hold;
  deliver_with(notice, "notice");
  const auto told = notice.copy_for("dave@example.org");
  CHECK_THAT(told, Contains("no certificate") && Contains("notes-request@lists.example.org"));
  CHECK_THAT(told, !Contains("agreed") && !Contains("The minutes"));

  deliver_with(skip, "skip");
  CHECK(skip.copies_for("dave@example.org").empty());
  CHECK(skip.kept("failed").empty());
  const auto object = skip.explain(post);
  CHECK(object["recipients"]["skipped"] == 1);
  CHECK(object["recipients"]["without_certificate"] == Json{"dave@example.org"});

  deliver_with(hold, "hold");
  CHECK(hold.copies_for("dave@example.org").empty());
  const auto kept = hold.kept("failed");
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].why["remaining"][0]["address"] == "dave@example.org");
  CHECK(kept[0].why["remaining"][0]["why"] == "no certificate");
}

TEST_CASE("a list that encrypts everything seals what came in clear") {
  const Site site;
  site.make_list_with_key(to_all);
  site.choose("encrypt = \"always\"\n");
  write(site.list_folder() / "message_footer", "-- \nThe notes list\n");
  const auto post = plain();
  CHECK(site.explain(post)["sealing"]["mode"] == "encrypt");
  REQUIRE(site.deliver(post).exit == 0);
  for (const std::string name : {"alice", "bob", "carol"}) {
    const auto copy = site.copy_for(name + "@example.org");
    CHECK_THAT(copy, !Contains("agreed"));
    CHECK_THAT(in_lf(copy), Contains("Subject: The minutes\n"));
    const auto inside = decrypt(name, copy);
    CHECK_THAT(inside, Contains("We agreed on everything.\r\n"));
    CHECK_THAT(inside, Contains("The notes list"));
    CHECK_THAT(inside, !Contains("Subject:"));
  }
  CHECK_THAT(site.copy_for("dave@example.org"), !Contains("agreed") && !Contains("The minutes"));
}

TEST_CASE("what was signed in clear still verifies inside a sealed copy") {
  const Site site;
  site.make_list_with_key();
  site.choose("encrypt = \"always\"\n");
  std::vector<Words> ways = {{}, {"-nodetach"}};
  // Over the lines as they are; what signs so does not survive another line end anyway.
  if (newline() == "\n") ways.push_back({"-binary"});
  for (const auto& options : ways)
    REQUIRE(site.deliver(sign("alice", {}, options), {"--again"}).exit == 0);
  const auto copies = site.copies_for("carol@example.org");
  CHECK(copies.size() == ways.size());
  for (const auto& copy : copies) {
    const auto inside = decrypt("carol", copy);
    auto checked = verify(inside);
    if (checked.exit != 0)
      checked = run({"openssl", "cms", "-verify", "-binary", "-CAfile", pki("ca.pem")}, inside);
    INFO(checked.err);
    CHECK(checked.exit == 0);
  }
}
