// verify: the evidence of one message, with no list and no configuration.
#include "site.hpp"

using namespace e2e;

namespace {

struct Verified {
  int exit;
  Json object;
};

Verified verify(const std::string& message, Words more = {}) {
  more.insert(more.begin(), {"verify", "--json"});
  const auto ran = chancery(more, message);
  INFO(ran.err);
  REQUIRE((ran.exit == 0 || ran.exit == 1));
  return {ran.exit, Json::parse(ran.out)};
}

Words trusting(Words more = {}) {
  more.insert(more.begin(), {"--ca-file", pki("ca.pem")});
  return more;
}

}  // namespace

TEST_CASE("verify needs no site and says who signed what") {
  const auto [exit, object] = verify(sign("alice"), trusting());
  CHECK(exit == 0);
  CHECK(object["message_id"] == "<e2e.1@example.org>");
  CHECK(object["sender"] == "alice@example.org");
  CHECK(object["auth_method"] == "smime");
  REQUIRE(object["evidence"].size() == 2);
  CHECK(object["evidence"][0]["method"] == "smime");
  CHECK(object["evidence"][0]["status"] == "valid");
  CHECK(object["evidence"][0]["signer"] == Json{"alice@example.org"});
  CHECK(object["evidence"][1]["method"] == "smtp");
}

TEST_CASE("verify exits 1 where the sender is not proven") {
  const auto status = [](const std::string& message, const Words& more) {
    const auto [exit, object] = verify(message, more);
    CHECK(exit == 1);
    CHECK(object["auth_method"] != "smime");
    return object["evidence"][0]["status"].get<std::string>();
  };
  CHECK(status(plain(), trusting()) == "absent");
  CHECK(status(sign("alice"), {}) == "untrusted");
  CHECK(status(sign("mallory"), trusting()) == "untrusted");
  CHECK(status(sign("erin"), trusting()) == "mismatch");
  CHECK(status(replaced(sign("alice"), "agreed", "argued"), trusting()) == "invalid");
  CHECK(status(sign("alice"), trusting({"--at", "2001-01-01T00:00:00Z"})) == "not_yet_valid");
}

TEST_CASE("several --ca-file add up") {
  CHECK(verify(sign("mallory"), trusting({"--ca-file", pki("other-ca.pem")})).exit == 0);
}

TEST_CASE("the system's own certificates are not consulted") {
  const auto ran = bash("SSL_CERT_FILE=\"$1\" SSL_CERT_DIR=/nowhere exec \"$2\" verify --json",
                        {pki("ca.pem"), test::binary()}, sign("alice"));
  CHECK(ran.exit == 1);
  CHECK(Json::parse(ran.out)["evidence"][0]["status"] == "untrusted");
}

TEST_CASE("verify opens with --key and --cert, and with --pkcs12") {
  const auto post = sign_and_encrypt("alice", {"bob"});
  const auto without = verify(post, trusting());
  CHECK(without.exit == 1);
  CHECK(without.object["opened"]["status"] == "no_key");
  for (const auto& key :
       {Words{"--key", pki("bob.key"), "--cert", pki("bob.pem")},
        Words{"--pkcs12", pki("bob.p12"), "--password-file", pki("other.password")}}) {
    const auto [exit, object] = verify(post, trusting(key));
    CHECK(exit == 0);
    CHECK(object["opened"]["status"] == "valid");
    CHECK(object["evidence"][0]["status"] == "valid");
  }
}

TEST_CASE("one leading From line of an mbox is skipped") {
  const auto line = in_this_world("From alice@example.org Tue Jan  6 12:00:00 2026\n");
  CHECK(verify(line + sign("alice"), trusting()).exit == 0);
}

TEST_CASE("--intermediate finds a signer's certificate that the message does not carry") {
  const auto post = sign("alice", {}, {"-nocerts"});
  CHECK(verify(post, trusting()).exit == 1);
  CHECK(verify(post, trusting({"--intermediate", pki("alice.pem")})).exit == 0);
}

TEST_CASE("--partial-chain lets a trusted certificate that is no root end a chain") {
  CHECK(verify(sign("alice"), {"--ca-file", pki("alice.pem")}).exit == 1);
  CHECK(verify(sign("alice"), {"--ca-file", pki("alice.pem"), "--partial-chain"}).exit == 0);
}

TEST_CASE("a digest below the floor is weak, and counts with --allow-weak") {
  const auto post = sign("alice", {}, {"-md", "sha1"});
  const auto [exit, object] = verify(post, trusting());
  CHECK(exit == 1);
  CHECK(object["evidence"][0]["status"] == "weak");
  CHECK(verify(post, trusting({"--allow-weak"})).exit == 0);
}

TEST_CASE("two signers are two entries") {
  const auto post = sign("alice", {}, {"-signer", pki("bob.pem"), "-inkey", pki("bob.key")});
  const auto [exit, object] = verify(post, trusting());
  CHECK(exit == 0);
  std::size_t signers = 0;
  for (const auto& entry : object["evidence"]) signers += entry["method"] == "smime";
  CHECK(signers == 2);
}

TEST_CASE("a revoked certificate is revoked") {
  const test::TemporaryFolder folder;
  const auto made = bash(R"(cd "$1" && printf '[ca]
default_ca=d
[d]
database=index
crlnumber=number
default_md=sha256
default_crl_days=3000
' >cnf && : >index && echo 01 >number &&
    openssl ca -config cnf -cert "$2" -keyfile "$3" -revoke "$4" &&
    openssl ca -config cnf -cert "$2" -keyfile "$3" -gencrl -out crl.pem)",
                         {folder.path(), pki("ca.pem"), pki("ca.key"), pki("alice.pem")});
  INFO(made.err);
  REQUIRE(made.exit == 0);
  const auto crl = folder.path() / "crl.pem";
  const auto [exit, object] = verify(sign("alice"), trusting({"--crl-file", crl}));
  CHECK(exit == 1);
  CHECK(object["evidence"][0]["status"] == "revoked");
  CHECK(verify(sign("bob", {.from = "bob@example.org"}), trusting({"--crl-file", crl})).exit == 0);
}

TEST_CASE("files that verify cannot use are named") {
  for (const auto& more :
       {Words{"--ca-file", "/nowhere/ca.pem"}, Words{"--intermediate", "/nowhere/i.pem"},
        Words{"--pkcs12", "/nowhere/k.p12"}, Words{"--crl-file", "/nowhere/crl.pem"}}) {
    Words words = {"verify"};
    words.insert(words.end(), more.begin(), more.end());
    const auto ran = chancery(words, sign("alice"));
    CHECK(ran.exit >= 64);
    CHECK_THAT(ran.err, Contains(more[1]));
  }
}
