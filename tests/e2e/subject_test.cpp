// The Subject inside the encryption (RFC 9788), where the list wants it there.
#include "site.hpp"

using namespace e2e;

namespace {

const Words to_all = {"--scenario", "send=public"};

// The header of what members find when they open their copies.
std::string header_of(const std::string& entity) {
  const auto text = in_lf(entity);
  return "\n" + text.substr(0, text.find("\n\n") + 1);
}

void check_hidden(const std::string& copy) {
  CHECK_THAT(in_lf(copy), Contains("\nSubject: [...]\n") && !Contains("The minutes"));
  CHECK_THAT(in_lf(copy), Contains("\nFrom: alice@example.org\n"));
}

}  // namespace

TEST_CASE("a list that wants the Subject inside puts it there, and [...] outside") {
  const Site site;
  site.make_list_with_key(to_all);
  site.choose("subject = \"inside\"\nencrypt = \"always\"\n");
  const auto post = plain();
  CHECK(site.explain(post)["sealing"]["subject_inside"] == true);
  CHECK_THAT(site.quietly({"explain", "notes"}, post).out, Contains("the Subject inside"));
  REQUIRE(site.deliver(post).exit == 0);
  for (const std::string name : {"alice", "bob", "carol"}) {
    const auto copy = site.copy_for(name + "@example.org");
    check_hidden(copy);
    const auto inside = header_of(decrypt(name, copy));
    CHECK_THAT(inside, Contains("\nSubject: The minutes\n") && Contains("hp=\"cipher\"") &&
                           Contains("\nHP-Outer: Subject: [...]\n") &&
                           Contains("\nHP-Outer: From: alice@example.org\n") &&
                           Contains("\nFrom: alice@example.org\n"));
    CHECK_THAT(inside, !Contains("List-") && !Contains("Precedence"));
    CHECK_THAT(in_lf(decrypt(name, copy)), Contains("We agreed on everything."));
  }
}

TEST_CASE("a Subject that came in an encryption without it goes inside, also of rewrapped posts") {
  for (const std::string mode : {"reencrypt", "rewrap"}) {
    const Site site;
    site.make_list_with_key(to_all);
    site.choose("subject = \"inside\"\ndistribution = \"" + mode +
                "\"\nunsigned_ciphertext = \"allow\"\n");
    const auto post = encrypt({"notes"});
    const auto sealing = site.explain(post)["sealing"];
    CHECK(sealing["mode"] == "reencrypt");
    if (mode == "rewrap") CHECK(sealing["reason"] == "the Subject goes inside");
    REQUIRE(site.deliver(post).exit == 0);
    const auto copy = site.copy_for("bob@example.org");
    check_hidden(copy);
    CHECK_THAT(header_of(decrypt("bob", copy)), Contains("\nSubject: The minutes\n"));
  }
}

TEST_CASE("what the list signs has the Subject under its signature") {
  const Site site;
  site.make_list_with_key(to_all);
  site.choose("subject = \"inside\"\nencrypt = \"always\"\nsign = \"posts\"\n");
  REQUIRE(site.deliver(plain()).exit == 0);
  const auto copy = site.copy_for("bob@example.org");
  check_hidden(copy);
  const auto inside = decrypt("bob", copy);
  CHECK_THAT(header_of(inside), Contains("multipart/signed") && !Contains("Subject"));
  const auto checked = run({"openssl", "cms", "-verify", "-CAfile", pki("ca.pem")}, inside);
  INFO(checked.err);
  REQUIRE(checked.exit == 0);
  CHECK_THAT(header_of(checked.out), Contains("\nSubject: The minutes\n"));
}

TEST_CASE("what the sender signed stays as it is, and its Subject outside") {
  const Site site;
  site.make_list_with_key();
  site.choose("subject = \"inside\"\n");
  const auto post = sign_and_encrypt("alice", {"notes"});
  CHECK(site.explain(post)["sealing"]["subject_inside"] == false);
  REQUIRE(site.deliver(post).exit == 0);
  const auto copy = site.copy_for("bob@example.org");
  CHECK(decrypt("bob", copy) == decrypt("notes", post));
  CHECK_THAT(in_lf(copy), Contains("\nSubject: The minutes\n"));
}

TEST_CASE("a Subject that the sender signed inside is hidden outside") {
  const Site site;
  site.make_list_with_key();
  site.choose("subject = \"inside\"\n");
  const auto header = cut(plain()).header;
  const auto entity = in_this_world(
      "Content-Type: text/plain; hp=\"cipher\"\nFrom: alice@example.org\n"
      "Subject: The minutes\n\nWe agreed on everything.\n");
  const auto post = encrypt_around(sign_below("alice", header, entity), {"notes"});
  CHECK(site.explain(post)["sealing"]["subject_inside"] == true);
  REQUIRE(site.deliver(post).exit == 0);
  const auto copy = site.copy_for("bob@example.org");
  check_hidden(copy);
  CHECK(decrypt("bob", copy) == decrypt("notes", post));
}

TEST_CASE("nothing outside repeats the Subject, and nothing that looks like it is taken for it") {
  const Site site;
  site.make_list_with_key(to_all);
  site.choose("subject = \"inside\"\nencrypt = \"always\"\n");
  Letter letter;
  letter.more_fields =
      "Thread-Topic: The\n minutes\nKeywords: minutes\nComments: on the minutes\n"
      "X-Subject: The weather\nX-Note: x\n Subject: folded\n";
  letter.subject = "The\n minutes";
  REQUIRE(site.deliver("X-Before: Subject: early" + std::string(newline()) + plain(letter)).exit ==
          0);
  const auto copy = site.copy_for("bob@example.org");
  CHECK_THAT(in_lf(copy), Contains("\nSubject: [...]\n") && !Contains("minutes") &&
                              Contains("X-Before: Subject: early\n") &&
                              Contains("\nX-Subject: The weather\n") &&
                              Contains("\nX-Note: x\n Subject: folded\n"));
  const auto inside = header_of(decrypt("bob", copy));
  CHECK_THAT(inside, Contains("\nSubject: The\n minutes\n") && Contains("\nKeywords: minutes\n") &&
                         !Contains("HP-Outer: Keywords"));
}

TEST_CASE("without a wish of the list the Subject stays outside") {
  const Site site;
  site.make_list_with_key(to_all);
  site.choose("encrypt = \"always\"\n");
  REQUIRE(site.deliver(plain()).exit == 0);
  const auto copy = site.copy_for("bob@example.org");
  CHECK_THAT(in_lf(copy), Contains("\nSubject: The minutes\n"));
  CHECK_THAT(header_of(decrypt("bob", copy)), !Contains("Subject"));
}

TEST_CASE("a Subject cannot carry fields of its own inside, folded or empty or twice") {
  const Site site;
  site.make_list_with_key(to_all);
  site.choose("subject = \"inside\"\nencrypt = \"always\"\n");
  Letter folded;
  folded.subject = "The\n minutes\n\tof Tuesday";
  folded.id = "<folded@example.org>";
  Letter twice;
  twice.more_fields = "Subject: second\n";
  twice.id = "<twice@example.org>";
  Letter empty;
  empty.subject = "";
  empty.id = "<empty@example.org>";
  for (const auto& letter : {folded, twice, empty}) REQUIRE(site.deliver(plain(letter)).exit == 0);
  REQUIRE(site.copies_for("bob@example.org").size() == 3);
  for (const auto& copy : site.copies_for("bob@example.org")) {
    CHECK_THAT(in_lf(copy), Contains("\nSubject: [...]\n") && !Contains("Tuesday") &&
                                !Contains("second") && !Contains("minutes"));
    CHECK_THAT(header_of(decrypt("bob", copy)), Contains("hp=\"cipher\""));
  }
}

TEST_CASE("the Subject is hidden though its line stands elsewhere too") {
  const Site site;
  site.make_list_with_key(to_all);
  site.choose("subject = \"inside\"\nencrypt = \"always\"\n");
  int number = 0;
  for (const std::string above :
       {"X-Original-Subject: The minutes\n", "X-Note: of\n Subject: The minutes\n"}) {
    Letter letter;
    letter.id = "<above" + std::to_string(++number) + "@example.org>";
    auto post = in_lf(plain(letter));
    post.insert(post.find("Subject:"), above);
    REQUIRE(site.deliver(in_this_world(post)).exit == 0);
  }
  REQUIRE(site.copies_for("bob@example.org").size() == 2);
  for (const auto& copy : site.copies_for("bob@example.org"))
    CHECK_THAT(in_lf(copy),
               Contains("\nSubject: [...]\n") && !Contains("\nSubject: The minutes\n"));
}

TEST_CASE("what says the Subject once more goes inside with it, or stays away") {
  const Site site;
  site.make_list_with_key(to_all);
  site.choose("subject = \"inside\"\nencrypt = \"always\"\n");
  Letter letter;
  letter.more_fields = "Thread-Topic: The minutes\nKeywords: minutes\nComments: on minutes\n";
  REQUIRE(site.deliver(plain(letter)).exit == 0);
  const auto copy = site.copy_for("bob@example.org");
  check_hidden(copy);
  CHECK_THAT(in_lf(copy), !Contains("minutes"));
  const auto inside = header_of(decrypt("bob", copy));
  CHECK_THAT(inside, Contains("\nKeywords: minutes\n") && Contains("\nComments: on minutes\n") &&
                         !Contains("HP-Outer: Keywords") && !Contains("HP-Outer: Comments"));
}

TEST_CASE("what only says that its header is inside gets its Subject inside all the same") {
  const Site site;
  site.make_list_with_key(to_all);
  site.choose("subject = \"inside\"\nencrypt = \"always\"\n");
  int number = 0;
  for (const std::string claim : {"hp=\"clear\"", "protected-headers=\"v1\""}) {
    Letter letter;
    letter.id = "<claim" + std::to_string(++number) + "@example.org>";
    const auto post = replaced(in_lf(plain(letter)), "text/plain;", "text/plain; " + claim + ";");
    REQUIRE(site.deliver(in_this_world(post)).exit == 0);
  }
  REQUIRE(site.copies_for("bob@example.org").size() == 2);
  for (const auto& copy : site.copies_for("bob@example.org")) {
    check_hidden(copy);
    CHECK_THAT(header_of(decrypt("bob", copy)),
               Contains("\nSubject: The minutes\n") && Contains("hp=\"cipher\"") &&
                   Contains("charset=utf-8") && !Contains("clear") && !Contains("v1"));
  }
}

TEST_CASE("inside stands what was authorized, not what was altered on the way") {
  const Site site;
  site.make_list_with_key(to_all);
  site.choose("subject = \"inside\"\nunsigned_ciphertext = \"allow\"\nsign = \"posts\"\n");
  const auto [header, entity] = cut(in_lf(encrypt({"notes"})));
  const auto signed_fields =
      "From: alice@example.org\nReply-To: alice@example.org\n" +
      replaced(entity, "smime-type=enveloped-data", "smime-type=enveloped-data; hp=\"clear\"");
  const auto post = sign_below("alice", header + "Reply-To: mallory@example.net\n", signed_fields);
  REQUIRE(site.deliver(post).exit == 0);
  const auto inside = decrypt("bob", site.copy_for("bob@example.org"));
  CHECK_THAT(in_lf(inside), Contains("\nReply-To: alice@example.org\n") &&
                                Contains("\nHP-Outer: Reply-To: mallory@example.net\n") &&
                                !Contains("\nReply-To: mallory@example.net\n"));
}
