// Signatures and encryption around each other, and posts that other programs may read differently.
#include "site.hpp"

using namespace e2e;

namespace {

Json smime_entries(const Json& object) {
  Json entries = Json::array();
  for (const auto& entry : object["evidence"])
    if (entry["method"] == "smime") entries.push_back(entry);
  return entries;
}

}  // namespace

TEST_CASE("encryption inside a signature is opened and sealed anew for each member") {
  const Site site;
  site.make_list_with_key();
  site.choose("unsigned_ciphertext = \"allow\"\n");
  const auto post = sign_around("alice", encrypt({"notes"}));
  const auto object = site.explain(post);
  CHECK(object["auth_method"] == "smime");
  CHECK(object["opened"]["status"] == "valid");
  CHECK(object["recipients"]["sealed"] == 3);
  REQUIRE(site.deliver(post).exit == 0);
  CHECK_THAT(decrypt("bob", site.copy_for("bob@example.org")), Contains("agreed on everything"));
  CHECK_THAT(site.copy_for("dave@example.org"), !Contains("agreed"));
}

TEST_CASE("encryption inside a signature that no key opens is held and reaches nobody") {
  const Site site;
  site.make_list_with_key({"--scenario", "send=public"});
  const auto post = sign_around("alice", encrypt({"bob"}));
  const auto object = site.explain(post);
  CHECK(object["opened"]["status"] == "no_key");
  CHECK(object["verdict"]["action"] == "hold");
  CHECK(object["verdict"]["reason"] == "not-opened");
  REQUIRE(site.deliver(post, {"--no-notice"}).exit == 0);
  CHECK(site.copies() == 0);
  CHECK(site.kept("held").size() == 1);
}

TEST_CASE("the outermost signature decides and a deeper one is recorded with its depth") {
  const Site site;
  site.make_list();
  const auto inner = sign("bob");
  const auto entries = smime_entries(site.explain(sign_around("alice", inner)));
  REQUIRE(entries.size() == 2);
  CHECK(entries[0]["status"] == "valid");
  CHECK(entries[0]["signer"] == Json{"alice@example.org"});
  CHECK(entries[0]["depth"] == 0);
  CHECK(entries[1]["signer"] == Json{"bob@example.org"});
  CHECK(entries[1]["depth"] == 1);
  // The other way round the inner signature is alice's, and proves nothing.
  const auto other = site.explain(sign_around("bob", sign("alice")));
  CHECK(smime_entries(other)[0]["status"] == "mismatch");
  CHECK(other["auth_method"] == "smtp");
}

TEST_CASE("three layers: signed, encrypted, signed") {
  const Site site;
  site.make_list_with_key();
  const auto post = sign_around("alice", sign_and_encrypt("alice", {"notes"}));
  const auto object = site.explain(post);
  CHECK(object["auth_method"] == "smime");
  CHECK(smime_entries(object)[1]["depth"] == 2);
  REQUIRE(site.deliver(post).exit == 0);
  CHECK_THAT(decrypt("carol", site.copy_for("carol@example.org")),
             Contains("multipart/signed") && Contains("agreed on everything"));
}

TEST_CASE("what is said twice about the content makes a signature invalid") {
  const Site site;
  site.make_list();
  const auto post = sign("alice");
  REQUIRE(site.explain(post)["auth_method"] == "smime");
  const auto changed = [&](const std::string& before, const std::string& insert) {
    auto text = post;
    text.insert(text.find(before), in_this_world(insert));
    return text;
  };
  for (const auto& text :
       {changed("Content-Type: multipart/signed", "Content-Type: text/html\n"),
        changed("Content-Type: multipart/signed", "MIME-Version: 1.0\n"),
        changed("Content-Type: multipart/signed",
                "Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n"),
        replaced(post, "protocol=", "boundary=\"other\"; protocol="),
        replaced(post, "protocol=", "boundary*0=\"other\"; protocol=")}) {
    const auto object = site.explain(text);
    INFO(text.substr(0, 800));
    CHECK(object["auth_method"] == "smtp");
    CHECK(smime_entries(object)[0]["covers"]["body"] == false);
  }
}

TEST_CASE("header fields that the signature covers are named") {
  const Site site;
  site.make_list();
  const auto post = plain({.more_fields = "X-Note: outside\n"});
  const auto [header, entity] = cut(post);
  const auto covered = [&](const std::string& inside) {
    const auto ran =
        run({"openssl", "cms", "-sign", "-signer", pki("alice.pem"), "-inkey", pki("alice.key")},
            in_this_world(inside));
    REQUIRE(ran.exit == 0);
    return smime_entries(site.explain(header + in_this_world(ran.out)))[0]["covers"]["fields"];
  };
  const std::string fields = "Subject: The minutes\nFrom: alice@example.org\n";
  CHECK(covered("Content-Type: text/plain; hp=\"clear\"\n" + fields + "\nHello.\n") ==
        Json({"Subject", "From"}));
  CHECK(covered("Content-Type: text/plain; protected-headers=\"v1\"\n" + fields + "\nHello.\n") ==
        Json({"Subject", "From"}));
  CHECK(covered("Content-Type: text/plain\n" + fields + "\nHello.\n") == Json::array());
  CHECK(covered("Content-Type: message/rfc822\n\n" + fields + "\nHello.\n") ==
        Json({"Subject", "From"}));
  CHECK(covered("Content-Type: message/rfc822; forwarded=yes\n\n" + fields + "\nHello.\n") ==
        Json::array());
  CHECK(covered("Content-Type: message/rfc822\n\nFrom: bob@example.org\nSubject: x\n\nHello.\n") ==
        Json::array());
}

namespace {

// Signed by `name`, its header fields under the signature, with another header outside.
std::string with_inner_header(const std::string& name, const std::string& outside,
                              const std::string& inside) {
  const auto entity = "Content-Type: text/plain; hp=\"clear\"\n" + inside + "\nHello.\n";
  return sign_below(name, outside, entity);
}

}  // namespace

TEST_CASE("nobody wrote a post whose signature is over another From field than members see") {
  const Site site;
  site.make_list();
  const std::string alice = "From: alice@example.org\n", bob = "From: Bob <bob@example.org>\n";
  for (const auto& [outside, inside] :
       {std::pair(alice, bob), std::pair(bob, alice), std::pair(alice, alice + bob)}) {
    const auto object = site.explain(with_inner_header("alice", outside, inside));
    INFO(object.dump(2));
    CHECK(object["sender"] == "nobody");
    CHECK(object["auth_method"] == "smtp");
    CHECK(smime_entries(object)[0]["status"] == "mismatch");
    CHECK(smime_entries(object)[0]["covers"]["contradicts"][0] == "From");
  }
  const auto same =
      site.explain(with_inner_header("alice", "From: \"A.\" <ALICE@Example.org>\n", alice));
  CHECK(same["auth_method"] == "smime");
  CHECK_FALSE(smime_entries(same)[0]["covers"].contains("contradicts"));
}

TEST_CASE("a scenario reads what the author signed, not what stands outside") {
  const Site site;
  fs::create_directories(site.root() / "scenari");
  write(site.root() / "scenari/send.own",
        "match([header->X-Spam],/yes/) smime -> reject(reason='spam')\n"
        "equal([signature->contradicts],'subject') smime -> editorkey\n"
        "equal([header->Subject],'The minutes') smime -> do_it\n");
  site.make_list({"--scenario", "send=own"});
  const std::string from = "From: alice@example.org\n", subject = "Subject: The minutes\n";
  const auto action = [&](const std::string& outside, const std::string& inside) {
    const auto object = site.explain(with_inner_header("alice", outside, inside));
    INFO(object.dump(2));
    return object["verdict"]["action"].get<std::string>();
  };
  CHECK(action(from + "Subject: The =?us-ascii?Q?minutes?=\n", from + subject) == "do_it");
  CHECK(action(from, from + subject) == "do_it");
  CHECK(action(from + "Subject: Buy this\n", from + subject) == "editorkey");
  CHECK(action(from + "X-Spam: yes\n", from + subject + "X-Spam: no\n") == "reject");
  CHECK(action(from + "Subject: Buy this\n", from + subject + "HP-Outer: Subject: Buy this\n") ==
        "do_it");
}
