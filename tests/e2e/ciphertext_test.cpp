// What a list does with encrypted posts that somebody may have changed on their way.
#include "site.hpp"

using namespace e2e;

namespace {

const Words to_all = {"--scenario", "send=public"};

std::string verdict(const Json& object) {
  const auto& reason = object["verdict"]["reason"];
  return object["verdict"]["action"].get<std::string>() +
         (reason.is_null() ? "" : " " + reason.get<std::string>());
}

}  // namespace

TEST_CASE("a ciphertext that notices no changes and that nobody signed is held") {
  const Site site;
  site.make_list_with_key(to_all);
  const auto post = encrypt({"notes"});
  const auto object = site.explain(post);
  CHECK(verdict(object) == "hold unauthenticated-ciphertext");
  CHECK(object["opened"]["authenticated"] == false);
  CHECK_THAT(site.quietly({"explain", "notes"}, post).out,
             Contains("hold (unauthenticated-ciphertext)") && Contains("does not notice changes"));

  CHECK(site.deliver(post, {"--sender", "alice@example.org"}).exit == 0);
  CHECK(site.copies() == 1);
  const auto notice = site.copy_for("alice@example.org");
  CHECK_THAT(notice, !Contains("agreed") && !Contains("The minutes"));
  const auto held = site.kept("held");
  REQUIRE(held.size() == 1);
  CHECK(held[0].message == post);
  CHECK(verdict(held[0].why) == "hold unauthenticated-ciphertext");
}

TEST_CASE("the sender of such a post is told what the sender of any other is") {
  const auto without_ids = [](std::string notice) {
    for (const std::string field : {"Date: ", "Message-ID: "}) {
      const auto at = notice.find(field);
      REQUIRE(at != std::string::npos);
      notice.erase(at, notice.find('\n', at) - at);
    }
    return notice;
  };
  std::string first;
  for (const std::string policy : {"hold", "reject"})
    for (const std::string key : {"notes", "other-notes"}) {
      CAPTURE(policy, key);
      const Site site;
      site.make_list_with_key(to_all);
      site.choose("unsigned_ciphertext = \"" + policy + "\"\n");
      CHECK(site.deliver(encrypt({key}), {"--sender", "alice@example.org"}).exit == 0);
      const auto notice = without_ids(site.copy_for("alice@example.org"));
      if (first.empty()) first = notice;
      CHECK(notice == first);
    }
}

TEST_CASE("the scenario decides first: what it rejects is not held") {
  const Site site;
  site.make_list_with_key();
  CHECK(verdict(site.explain(encrypt({"notes"}))) == "reject no-rule-match");
}

TEST_CASE("a list may turn such posts away, or let them through") {
  const Site site;
  site.make_list_with_key(to_all);
  const auto post = encrypt({"notes"});
  const auto file = site.list_folder() / "list.toml";
  const auto before = read(file);

  write(file, "unsigned_ciphertext = \"reject\"\n" + before);
  CHECK(verdict(site.explain(post)) == "reject unauthenticated-ciphertext");
  REQUIRE(site.deliver(post, {"--no-notice"}).exit == 0);
  CHECK(site.copies() == 0);
  CHECK(site.kept("held").empty());

  write(file, "unsigned_ciphertext = \"allow\"\n" + before);
  CHECK(verdict(site.explain(post)) == "do_it");
  REQUIRE(site.deliver(post).exit == 0);
  CHECK_THAT(decrypt("bob", site.copy_for("bob@example.org")), Contains("agreed on everything"));

  write(file, "unsigned_ciphertext = \"alow\"\n" + before);
  const auto ran = site.deliver(post);
  CHECK(ran.exit != 0);
  CHECK_THAT(ran.err, Contains("\"hold\" or \"reject\" or \"allow\""));
}

TEST_CASE("a valid signature inside lets it through, and no other one does") {
  const Site site;
  site.make_list_with_key(to_all);
  CHECK(verdict(site.explain(sign_and_encrypt("alice", {"notes"}))) == "do_it");
  // Somebody else's: they had the content in clear, and who may post is the scenario's.
  CHECK(verdict(site.explain(sign_and_encrypt("erin", {"notes"}))) == "do_it");
  CHECK(verdict(site.explain(sign_and_encrypt("mallory", {"notes"}))) ==
        "hold unauthenticated-ciphertext");
}

TEST_CASE("an encryption that notices changes needs no signature") {
  const Site site;
  site.make_list_with_key(to_all);
  const auto post = encrypt({"notes"}, {}, "-aes-256-gcm");
  const auto object = site.explain(post);
  CHECK(verdict(object) == "do_it");
  CHECK(object["opened"]["authenticated"] == true);
  REQUIRE(site.deliver(post).exit == 0);
  CHECK_THAT(decrypt("carol", site.copy_for("carol@example.org")),
             Contains("agreed on everything"));
}

TEST_CASE("an encryption that notices changes protects nothing that lies encrypted inside it") {
  const Site site;
  site.make_list_with_key(to_all);
  const auto inner = encrypt({"notes"});
  const auto at = inner.find("MIME-Version");
  REQUIRE(at != std::string::npos);
  const auto ran = run({"openssl", "cms", "-encrypt", "-aes-256-gcm", pki("notes.pem")},
                       std::string_view(inner).substr(at));
  REQUIRE(ran.exit == 0);
  const auto object = site.explain(inner.substr(0, at) + in_this_world(ran.out));
  CHECK(object["opened"]["authenticated"] == true);
  CHECK(verdict(object) == "hold unauthenticated-ciphertext");
}

TEST_CASE("a signature around a ciphertext does not show that its author could read it") {
  const Site site;
  site.make_list_with_key(to_all);
  const auto post = encrypt({"notes"});
  for (const std::string signer : {"alice", "erin", "mallory"})
    CHECK(verdict(site.explain(sign_around(signer, post))) == "hold unauthenticated-ciphertext");
  // Who caught it may say that it is theirs.
  const auto theirs = replaced(sign_around("bob", post), "From: alice@", "From: bob@");
  CHECK(site.explain(theirs)["auth_method"] == "smime");
  CHECK(verdict(site.explain(theirs)) == "hold unauthenticated-ciphertext");
}

TEST_CASE("noise behind what is signed inside does not tell that a ciphertext opened") {
  const Site site;
  site.make_list_with_key(to_all);
  const auto post = sign("alice");
  CHECK(verdict(site.explain(encrypt_around(post, {"notes"}))) == "do_it");
  const auto noisy = encrypt_around(post, {"notes"}, "\x8f\x01\xfe noise");
  CHECK(verdict(site.explain(noisy)) == "hold unauthenticated-ciphertext");
}

TEST_CASE("another ciphertext around a signature that was here is held, not dropped in silence") {
  const Site site;
  site.make_list_with_key(to_all);
  const auto post = sign("alice");
  REQUIRE(site.deliver(encrypt_around(post, {"notes"})).exit == 0);
  const auto copies = site.copies();
  REQUIRE(site.deliver(encrypt_around(post, {"notes"})).exit == 0);
  CHECK(site.copies() == copies + 1);  // the notice
  REQUIRE(site.kept("held").size() == 1);
  CHECK(site.kept("held")[0].why["verdict"]["reason"] == "duplicate");
}

TEST_CASE("a content that begins with other letters than ASCII opens") {
  const Site site;
  site.make_list_with_key(to_all);
  site.choose("unsigned_ciphertext = \"allow\"\n");
  const auto post = encrypt({"notes"}, {.body = "Gr\xC3\xBC\xC3\x9F"
                                                "e, \xE9t\xE9.\n"});
  CHECK(site.explain(post)["opened"]["status"] == "valid");
  CHECK(verdict(site.explain(post)) == "do_it");
}

TEST_CASE("what no key opens is not turned away for what nobody could read in it") {
  const Site site;
  site.make_list_with_key();
  const auto post = sign_and_encrypt("alice", {"bob"});
  CHECK(verdict(site.explain(post)) == "hold not-opened");
  REQUIRE(site.deliver(post, {"--no-notice"}).exit == 0);
  CHECK(site.kept("held").size() == 1);
}

TEST_CASE("a header that grows too long when it is opened looks as what could not be opened") {
  const Site site;
  site.make_list_with_key(to_all);
  const auto long_field = [](const std::string& name) {
    std::string field = name + ": x\n";
    for (int i = 0; i < 10'000; ++i) field += " " + std::string(60, 'x') + "\n";
    return field;
  };
  // Somebody signs a ciphertext that they caught, with fields of their own beside it.
  auto entity = in_lf(cut(encrypt({"notes"})).entity);
  entity =
      replaced(entity, "smime-type=enveloped-data", "smime-type=enveloped-data; hp=\"cipher\"");
  entity = "From: alice@example.org\n" + long_field("Comments") + entity;
  const auto signed_again = [&](const std::string& more) {
    return site.explain(sign_below("alice", "From: alice@example.org\n" + more, entity));
  };
  CHECK(signed_again("")["opened"]["status"] == "valid");
  const auto object = signed_again(long_field("X-Pad"));
  CHECK(object["opened"]["status"] == "invalid");
  CHECK(verdict(object) == "hold not-opened");
}
