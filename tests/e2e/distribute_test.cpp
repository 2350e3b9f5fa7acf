// The main job: what each of the issue's posts becomes, and that `explain` says the same.
#include "site.hpp"

using namespace e2e;

namespace {

const Json& smime(const Json& explanation) {
  for (const auto& entry : explanation["evidence"])
    if (entry["method"] == "smime") return entry;
  FAIL("no smime entry");
  return explanation;
}

}  // namespace

TEST_CASE("a signed post reaches every member byte for byte") {
  const Site site;
  site.make_list();
  write(site.list_folder() / "message_footer", "-- \nThe notes list\n");
  const auto post = sign("alice");
  const auto ran = site.deliver(post);
  REQUIRE(ran.exit == 0);
  for (const auto& member : members) CHECK(below_list_header(site.copy_for(member)) == post);
  CHECK(site.copies() == members.size());
  CHECK(site.kept("held").empty());
  CHECK(site.kept("failed").empty());
}

TEST_CASE("explain says why a signed post is let through") {
  const Site site;
  site.make_list();
  write(site.list_folder() / "message_footer", "-- \nThe notes list\n");
  const auto object = site.explain(sign("alice"));
  CHECK(object["message_id"] == "<e2e.1@example.org>");
  CHECK(object["list"] == "notes");
  CHECK(object["sender"] == "alice@example.org");
  CHECK(smime(object)["status"] == "valid");
  CHECK(smime(object)["signer"] == Json{"alice@example.org"});
  CHECK(smime(object)["covers"]["body"] == true);
  CHECK(smime(object)["covers"]["fields"] == Json::array());
  CHECK(object["opened"]["status"] == "absent");
  CHECK(object["auth_method"] == "smime");
  CHECK(object["scenario"]["name"] == "send.private_smime");
  CHECK(object["scenario"]["rule"]["line"].is_number());
  CHECK_THAT(object["scenario"]["rule"]["file"].get<std::string>(), Contains("send.private_smime"));
  CHECK_THAT(object["scenario"]["rule"]["text"].get<std::string>(), Contains("smime"));
  CHECK(object["verdict"] == Json({{"action", "do_it"}, {"reason", nullptr}}));
  CHECK(object["footer"]["applied"] == false);
  CHECK(object["footer"]["reason"] == "signed");
  CHECK(object["recipients"]["total"] == 4);
}

TEST_CASE("an EC signature and an opaque one count as much") {
  const Site site;
  site.make_list();
  CHECK(site.explain(sign("carol", {.from = "carol@example.org"}))["auth_method"] == "smime");
  const auto opaque = sign("alice", {}, {"-nodetach"});
  CHECK(site.explain(opaque)["auth_method"] == "smime");
  REQUIRE(site.deliver(opaque).exit == 0);
  for (const auto& member : members) CHECK(below_list_header(site.copy_for(member)) == opaque);
}

TEST_CASE("one changed byte of the body stops a signed post") {
  const Site site;
  site.make_list();
  const auto post = replaced(sign("alice"), "agreed on everything", "agreed in everything");
  const auto ran = site.deliver(post, {"--no-notice"});
  CHECK(ran.exit == 0);
  CHECK(site.copies() == 0);

  const auto object = site.explain(post);
  CHECK(smime(object)["status"] == "invalid");
  CHECK(smime(object)["reason"] != "");
  CHECK(object["auth_method"] == "smtp");
  CHECK(object["scenario"]["rule"] == nullptr);
  CHECK_FALSE(object["scenario"]["tried"].empty());
  CHECK(object["scenario"]["tried"][0]["line"].is_number());
  CHECK(object["scenario"]["tried"][0]["why"] != "");
  CHECK(object["verdict"]["action"] == "reject");
  CHECK(object["verdict"]["reason"] == "no-rule-match");
}

TEST_CASE("a stranger, an unknown authority and a borrowed From are no members") {
  const Site site;
  site.make_list();
  const auto status = [&](const std::string& post) {
    const auto object = site.explain(post);
    CHECK(object["verdict"]["action"] == "reject");
    REQUIRE(site.deliver(post, {"--no-notice"}).exit == 0);
    return smime(object)["status"].get<std::string>();
  };
  CHECK(status(sign("erin", {.from = "erin@example.org"})) == "valid");
  CHECK(status(sign("mallory")) == "untrusted");
  CHECK(status(sign("erin")) == "mismatch");
  CHECK(status(plain()) == "absent");
  CHECK(site.copies() == 0);
}

TEST_CASE("a From field with a blank before its colon is one, wherever it stands") {
  const Site site;
  site.make_list();
  const auto post = sign("alice");
  for (const std::string field : {"From : bob@example.org\n", "From\t: bob@example.org\n"}) {
    CHECK(site.explain(field + post)["sender"] == "nobody");
    const auto end = post.find('\n') + 1;
    CHECK(site.explain(post.substr(0, end) + field + post.substr(end))["sender"] == "nobody");
  }
  CHECK(site.explain("From alice@example.org Thu Jan  1 00:00:00 1970\n" + post)["sender"] ==
        "alice@example.org");
}

TEST_CASE("two From addresses make nobody the sender, whatever is signed") {
  const Site site;
  site.make_list();
  const auto object = site.explain(sign("alice", {.from = "alice@example.org, bob@example.org"}));
  CHECK(object["sender"] == "nobody");
  CHECK(object["auth_method"] != "smime");
  const auto twice = sign("alice", {.more_fields = "From: bob@example.org\n"});
  CHECK(site.explain(twice)["sender"] == "nobody");
  CHECK(site.explain(twice)["verdict"]["action"] == "reject");
}

TEST_CASE("the envelope sender is never authority") {
  const Site site;
  site.make_list({"--scenario", "send=private"});
  const auto post = plain({.from = "stranger@elsewhere.example"});
  const auto object = site.explain(post, {"--sender", "alice@example.org"});
  CHECK(object["sender"] == "stranger@elsewhere.example");
  CHECK(object["verdict"]["action"] != "do_it");
}

TEST_CASE("a plain post to an open list gets the footer and keeps what it says") {
  const Site site;
  site.make_list({"--scenario", "send=public"});
  const std::string footer = "-- \nThe notes list, and a caf\xc3\xa9\n";
  write(site.list_folder() / "message_footer", footer);
  const auto post = plain({.from = "stranger@elsewhere.example"});
  REQUIRE(site.deliver(post).exit == 0);
  for (const auto& member : members) {
    const auto copy = in_lf(site.copy_for(member));
    CHECK_THAT(copy, Contains("We agreed on everything.\nThe rest is for next week.\n"));
    CHECK_THAT(copy, Contains("The notes list"));
    CHECK_THAT(copy, Contains("Message-ID: <e2e.1@example.org>\n"));
  }
  const auto object = site.explain(post);
  CHECK(object["footer"]["applied"] == true);
  CHECK(object["scenario"]["name"] == "send.public");
  CHECK(object["verdict"]["action"] == "do_it");
}

TEST_CASE("without a message_footer a plain post passes byte for byte") {
  const Site site;
  site.make_list({"--scenario", "send=public"});
  const auto post = plain({.body = "8-bit: caf\xc3\xa9\n\n.\n..dots\nFrom here on\n"});
  REQUIRE(site.deliver(post).exit == 0);
  for (const auto& member : members) CHECK(below_list_header(site.copy_for(member)) == post);
  CHECK(site.explain(post)["footer"]["applied"] == false);
}

TEST_CASE("an encrypted post is sealed anew for each member's certificate") {
  const Site site;
  site.make_list_with_key();
  const auto post = sign_and_encrypt("alice", {"notes"});
  const auto inside = decrypt("notes", post);
  REQUIRE(site.deliver(post).exit == 0);
  for (const std::string name : {"alice", "bob", "carol"}) {
    const auto copy = site.copy_for(name + "@example.org");
    CHECK(decrypt(name, copy) == inside);
    CHECK_THAT(in_lf(copy), Contains("Subject: The minutes\n"));
    CHECK_THAT(copy, !Contains("agreed"));
    CHECK_FALSE(can_decrypt("notes", copy));
    for (const std::string other : {"alice", "bob", "carol"})
      if (other != name) CHECK_FALSE(can_decrypt(other, copy));
  }
  const auto object = site.explain(post);
  CHECK(smime(object)["status"] == "valid");
  CHECK(object["opened"]["status"] == "valid");
  CHECK(object["opened"]["algorithm"] != "");
  CHECK(object["recipients"]["total"] == 4);
  CHECK(object["recipients"]["sealed"] == 3);
  CHECK(object["recipients"]["without_certificate"] == Json{"dave@example.org"});
}

TEST_CASE("what was sealed still carries the sender's signature") {
  const Site site;
  site.make_list_with_key();
  REQUIRE(site.deliver(sign_and_encrypt("alice", {"notes"})).exit == 0);
  const auto inside = decrypt("carol", site.copy_for("carol@example.org"));
  const auto checked = run({"openssl", "cms", "-verify", "-CAfile", pki("ca.pem")}, inside);
  INFO(checked.err);
  CHECK(checked.exit == 0);
  CHECK_THAT(checked.out, Contains("We agreed on everything."));
}

TEST_CASE("a member without a certificate gets a notice in place of the content") {
  const Site site;
  site.make_list_with_key();
  REQUIRE(site.deliver(sign_and_encrypt("alice", {"notes"})).exit == 0);
  const auto notice = site.copy_for("dave@example.org");
  CHECK_THAT(notice, Contains("Auto-Submitted: auto-generated"));
  CHECK_THAT(notice, !Contains("agreed"));
  CHECK_THAT(notice, !Contains("The minutes"));
  CHECK_FALSE(can_decrypt("notes", notice));
}

TEST_CASE("an encrypted post that nobody signed proves nobody") {
  const Site site;
  site.make_list_with_key();
  const auto post = encrypt({"notes"});
  const auto object = site.explain(post);
  CHECK(object["opened"]["status"] == "valid");
  CHECK(smime(object)["status"] == "absent");
  CHECK(object["auth_method"] != "smime");
  CHECK(object["verdict"]["action"] == "reject");
  REQUIRE(site.deliver(post, {"--no-notice"}).exit == 0);
  CHECK(site.copies() == 0);
}

TEST_CASE("a post encrypted to a key that the list has not is never distributed") {
  const Site site;
  site.make_list_with_key({"--scenario", "send=public"});
  const auto post = sign_and_encrypt("alice", {"other-notes"});
  const auto object = site.explain(post);
  CHECK(object["opened"]["status"] == "no_key");
  CHECK(object["verdict"]["action"] != "do_it");
  CHECK(site.deliver(post, {"--no-notice"}).exit == 0);
  CHECK(site.copies() == 0);
}

TEST_CASE("gpgsm opens what was sealed for an RSA certificate") {
  const Site site;
  site.make_list_with_key();
  const auto post = sign_and_encrypt("alice", {"notes"});
  REQUIRE(site.deliver(post).exit == 0);
  const auto copy = site.copy_for("bob@example.org");
  const auto der = run({"openssl", "cms", "-cmsout", "-outform", "DER"}, copy);
  REQUIRE(der.exit == 0);
  const auto opened = bash(R"(
    set -e
    home=$(mktemp -d) && trap 'gpgconf --homedir "$home" --kill gpg-agent; rm -rf "$home"' EXIT
    chmod 700 "$home"
    gpgsm() { command gpgsm --homedir "$home" --batch --disable-crl-checks "$@"; }
    # As gpgsm 2.2 can read it; under one salt in a hundred it cannot.
    for salt in 1 2 3 4 5; do
      openssl pkcs12 -export -inkey "$1" -in "$2" -passout "file:$3" -out "$home/bob.p12" \
        -certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1
      ! gpgsm --pinentry-mode loopback --passphrase-fd 3 --import "$home/bob.p12" 3<"$3" >&2 || break
    done
    gpgsm --pinentry-mode loopback --passphrase-fd 3 --decrypt 3<"$3")",
                           {pki("bob.key"), pki("bob.pem"), pki("other.password")}, der.out);
  INFO(opened.err);
  CHECK(opened.exit == 0);
  CHECK(opened.out == decrypt("notes", post));
}
