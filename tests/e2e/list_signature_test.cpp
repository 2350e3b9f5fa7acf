// What the list signs, and where a footer goes beside what others signed.
#include "site.hpp"

using namespace e2e;

namespace {

// Verified as a member would; the addresses are the signers'.
Ran verify(const std::string& message) {
  return run({"openssl", "cms", "-verify", "-CAfile", pki("ca.pem"), "-signer", "/dev/stderr"},
             message);
}

// From the Content-Type of the first part of a multipart on, to its end.
std::string first_part(const std::string& message) {
  const auto text = in_lf(message);
  const auto named = text.find("boundary=\"") + 10;
  const auto delimiter = "--" + text.substr(named, text.find('"', named) - named);
  const auto begin = text.find("\n" + delimiter + "\n") + delimiter.size() + 2;
  return text.substr(begin, text.find("\n" + delimiter, begin) - begin + 1);
}

const Words to_all = {"--scenario", "send=public"};
const std::string list_key = "notes@lists.example.org";

std::string signers(const std::string& pem) {
  const auto ran = run({"openssl", "x509", "-noout", "-email"}, pem);
  return ran.out;
}

}  // namespace

TEST_CASE("a list that signs posts signs those that nobody signed") {
  const Site site;
  site.make_list_with_key(to_all);
  site.choose("sign = \"posts\"\n");
  write(site.list_folder() / "message_footer", "-- \nThe notes list\n");
  const auto post = plain({.body = "caf\xc3\xa9\n\n.\nFrom here\nto there \n"});
  CHECK(site.explain(post)["sealing"]["signed"] == true);
  REQUIRE(site.deliver(post).exit == 0);
  for (const auto& member : members) {
    const auto copy = site.copy_for(member);
    const auto checked = verify(copy);
    INFO(checked.err);
    CHECK(checked.exit == 0);
    CHECK(signers(checked.err) == list_key + "\n");
    CHECK_THAT(in_lf(checked.out), Contains("caf\xc3\xa9\n\n.\nFrom here\nto there \n"));
    CHECK_THAT(checked.out, Contains("The notes list"));
    CHECK_THAT(in_lf(copy), Contains("Subject: The minutes\n"));
  }
}

TEST_CASE("the list never signs over what somebody signed") {
  const Site site;
  site.make_list_with_key();
  site.choose("sign = \"all\"\n");
  for (const auto& post : {sign("alice"), sign("alice", {}, {"-nodetach"})}) {
    CHECK(site.explain(post)["sealing"]["signed"] == false);
    REQUIRE(site.deliver(post, {"--again"}).exit == 0);
    bool found = false;
    for (const auto& copy : site.copies_for("bob@example.org"))
      found = found || below_list_header(copy) == post;
    CHECK(found);
  }
  const auto sealed = sign_and_encrypt("alice", {"notes"});
  CHECK(site.explain(sealed)["sealing"]["signed"] == false);
}

TEST_CASE("an encrypted post that nobody signed is signed inside") {
  const Site site;
  site.make_list_with_key(to_all);
  site.choose("sign = \"posts\"\n");
  const auto post = encrypt({"notes"}, {}, "-aes-256-gcm");
  REQUIRE(site.deliver(post).exit == 0);
  const auto copy = site.copy_for("bob@example.org");
  CHECK_THAT(copy, !Contains("multipart/signed"));
  const auto checked = verify(decrypt("bob", copy));
  INFO(checked.err);
  CHECK(checked.exit == 0);
  CHECK_THAT(checked.out, Contains("agreed on everything"));
}

TEST_CASE("a list that encrypts and signs puts its signature inside") {
  const Site site;
  site.make_list_with_key(to_all);
  site.choose("sign = \"all\"\nencrypt = \"always\"\n");
  REQUIRE(site.deliver(plain()).exit == 0);
  const auto checked = verify(decrypt("carol", site.copy_for("carol@example.org")));
  INFO(checked.err);
  CHECK(checked.exit == 0);
  const auto notice = site.copy_for("dave@example.org");
  CHECK(verify(notice).exit == 0);
  CHECK_THAT(in_lf(notice), Contains("Auto-Submitted: auto-generated\n"));
}

TEST_CASE("notices are signed where the list signs its service") {
  for (const std::string what : {"service", "posts"}) {
    const Site site;
    site.make_list_with_key();
    site.choose("sign = \"" + what + "\"\n");
    REQUIRE(site.deliver(plain(), {"--sender", "alice@example.org"}).exit == 0);
    CHECK((verify(site.copy_for("alice@example.org")).exit == 0) == (what == "service"));
  }
}

TEST_CASE("a list that is to sign and cannot defers its posts, and check says so") {
  const Site site;
  site.make_list(to_all);
  site.choose("sign = \"posts\"\n");
  const auto ran = site.deliver(plain());
  CHECK(ran.exit == 75);
  CHECK_THAT(ran.err, Contains("no key to sign with"));
  CHECK(site.copies() == 0);
  const auto checked = site({"check"});
  CHECK(checked.exit == 78);
  CHECK_THAT(checked.out, Contains("no key to sign with"));
  site.quietly({"list", "key", "notes", "--cert", pki("notes.pem"), "--key", pki("notes.key")});
  CHECK(site({"check"}).exit == 0);
  CHECK(site.deliver(plain()).exit == 0);
}

TEST_CASE("a certificate that is not for signing, or not valid now, is found by check") {
  for (const auto& [name, found] :
       {std::pair("encrypt-only", "not for signing"), std::pair("expired", "not valid now")}) {
    CAPTURE(name);
    const Site site;
    site.make_list_with_key();
    site.choose("sign = \"all\"\n");
    const auto vectors = test::vectors();
    const std::string owner = name == std::string("expired") ? "bob" : "alice";
    write(site.list_folder() / "cert.pem.sign", read(vectors / (std::string(name) + ".pem")));
    write(site.list_folder() / "private_key.sign", read(vectors / (owner + ".key")));
    fs::permissions(site.list_folder() / "private_key.sign", fs::perms(0600));
    const auto checked = site({"check"});
    CHECK(checked.exit == 78);
    CHECK_THAT(checked.out, Contains(found));
  }
}

TEST_CASE("check warns of what passing ciphertext on leaves out") {
  const Site site;
  site.make_list_with_key();
  site.choose("distribution = \"rewrap\"\nsign = \"all\"\nfooter = \"outer\"\n");
  const auto checked = site({"check"});
  CHECK(checked.exit == 0);
  CHECK_THAT(checked.out, Contains("are not signed") && Contains("get no footer"));
  const Site other;
  other.make_list_with_key();
  other.choose("distribution = \"rewrap\"\n");
  CHECK_THAT(other({"check"}).out, !Contains("rewrap"));
}

TEST_CASE("an outer footer stands beside the whole signed post") {
  const Site site;
  site.make_list_with_key();
  site.choose("footer = \"outer\"\n");
  write(site.list_folder() / "message_footer", "-- \nThe notes list\n");
  for (const Words& options : {Words{}, Words{"-nodetach"}}) {
    const auto post = sign("alice", {}, options);
    CHECK(site.explain(post)["footer"]["applied"] == true);
    REQUIRE(site.deliver(post, {"--again"}).exit == 0);
  }
  const auto copies = site.copies_for("bob@example.org");
  REQUIRE(copies.size() == 2);
  for (const auto& copy : copies) {
    CHECK_THAT(copy, Contains("multipart/mixed") && Contains("The notes list"));
    const auto checked = verify(first_part(copy));
    INFO(checked.err);
    CHECK(checked.exit == 0);
    CHECK(signers(checked.err) == "alice@example.org\n");
  }
}

TEST_CASE("a list that signs posts signs an outer footer with what it stands beside") {
  const Site site;
  site.make_list_with_key();
  site.choose("footer = \"outer\"\nsign = \"posts\"\n");
  write(site.list_folder() / "message_footer", "-- \nThe notes list\n");
  REQUIRE(site.deliver(sign("alice")).exit == 0);
  const auto outer = verify(site.copy_for("bob@example.org"));
  INFO(outer.err);
  REQUIRE(outer.exit == 0);
  CHECK(signers(outer.err) == list_key + "\n");
  const auto inner = verify(first_part(outer.out));
  CHECK(inner.exit == 0);
  CHECK(signers(inner.err) == "alice@example.org\n");
}

TEST_CASE("an outer footer of an encrypted post goes inside the envelopes, and not by rewrap") {
  const Site site;
  site.make_list_with_key();
  site.choose("footer = \"outer\"\n");
  write(site.list_folder() / "message_footer", "-- \nThe notes list\n");
  const auto post = sign_and_encrypt("alice", {"notes"});
  REQUIRE(site.deliver(post).exit == 0);
  const auto copy = site.copy_for("carol@example.org");
  CHECK_THAT(copy, !Contains("The notes list"));
  const auto inside = decrypt("carol", copy);
  CHECK_THAT(inside, Contains("The notes list"));
  CHECK(verify(first_part(inside)).exit == 0);

  site.choose("distribution = \"rewrap\"\n");
  CHECK(site.explain(post)["footer"]["reason"] == "rewrap");
}

TEST_CASE("what was signed by its lines as they are stays so beside a footer inside envelopes") {
  if (newline() != "\n") return;  // nobody signs that over LF
  const Site site;
  site.make_list_with_key();
  site.choose("footer = \"outer\"\nencrypt = \"always\"\nsign = \"posts\"\n");
  write(site.list_folder() / "message_footer", "-- \nThe notes list\n");
  REQUIRE(site.deliver(sign("alice", {}, {"-binary"})).exit == 0);
  const auto inside = decrypt("bob", site.copy_for("bob@example.org"));
  CHECK_THAT(inside, Contains("The notes list"));
  const auto by_list = first_part(inside);
  const auto checked =
      run({"openssl", "cms", "-verify", "-binary", "-CAfile", pki("ca.pem")}, first_part(by_list));
  INFO(checked.err);
  CHECK(checked.exit == 0);
  CHECK(verify(inside).exit == 0);
}

TEST_CASE("headers-only attaches no footer to anything") {
  const Site site;
  site.make_list_with_key(to_all);
  site.choose("footer = \"headers-only\"\n");
  write(site.list_folder() / "message_footer", "-- \nThe notes list\n");
  const auto post = plain();
  CHECK(site.explain(post)["footer"]["reason"] == "headers-only");
  REQUIRE(site.deliver(post).exit == 0);
  CHECK(below_list_header(site.copy_for("bob@example.org")) == post);
}
