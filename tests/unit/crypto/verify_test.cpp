// Signatures over our own vectors: the mathematics, the structure, and who is told what.
#include "backend.hpp"

#include "support/catch.hpp"

#include <algorithm>

using namespace test;

namespace {

const TrustFiles ours{.ca = {vectors() / "ca.pem"}};

// The one signature of a vector over the post.
SeenSignature opaque(const std::string& name, TrustFiles trust = ours, bool allow_weak = false) {
  const Backend backend;
  const auto cms = vector(name + ".opaque");
  const auto verified = backend.verify({.cms = cms, .trust = trust, .allow_weak = allow_weak});
  INFO(name << ": " << verified.error);
  REQUIRE(verified.ok());
  REQUIRE(verified.signatures.size() == 1);
  CHECK(verified.content == vector("post.crlf"));
  return verified.signatures.front();
}

std::string status(const SeenSignature& signature) { return status_name(signature.status); }

Verified detached(const std::string& name, std::string_view content) {
  const Backend backend;
  return backend.verify({.cms = vector(name + ".detached"), .content = content, .trust = ours});
}

// One byte other than it was.
std::string damaged(std::string bytes, std::size_t at) {
  bytes.at(at) = static_cast<char>(bytes.at(at) ^ 1);
  return bytes;
}

}  // namespace

TEST_CASE("a signature of every supported kind of key is valid") {
  for (const auto& [name, algorithm] : {std::pair("alice", "RSA"), std::pair("carol", "ECDSA"),
                                        std::pair("dan", "ECDSA"), std::pair("pss", "RSA-PSS")}) {
    const auto signature = opaque(name);
    INFO(name << ": " << signature.reason);
    CHECK(status(signature) == "valid");
    CHECK(signature.reason.empty());
    CHECK(signature.algorithm == algorithm);
    CHECK(signature.digest == "SHA256");
    CHECK(signature.certificate);
  }
}

TEST_CASE("a signature by a P-521 key is valid", "[p521]") {
  CHECK(status(opaque("erin")) == "valid");
}

TEST_CASE("an Ed25519 signature is valid, with and without attributes", "[ed25519]") {
  TrustFiles trust = ours;
  trust.intermediate = {vectors() / "eve.pem"};
  for (const auto* name : {"eve", "eve-no-attributes"}) {
    const auto signature = opaque(name, trust);
    INFO(name << ": " << signature.reason);
    CHECK(status(signature) == "valid");
    CHECK(signature.algorithm == "Ed25519");
  }
  CHECK(status(opaque("eve-forged", trust)) == "invalid");
}

TEST_CASE("digests, attributes, identifiers and encodings do not matter") {
  for (const auto* name : {"sha512-digest", "no-attributes", "by-key-id", "stream"}) {
    const auto signature = opaque(name);
    INFO(name << ": " << signature.reason);
    CHECK(status(signature) == "valid");
  }
  CHECK(opaque("sha512-digest").digest == "SHA512");
}

TEST_CASE("the signing time is told, and told to be missing") {
  CHECK(opaque("alice").signing_time > 1700000000);
  CHECK(opaque("no-attributes").signing_time == INT64_MIN);
}

TEST_CASE("a detached signature is over exactly the bytes it was made over") {
  const auto post = vector("post.crlf");
  CHECK(status(detached("alice", post).signatures.at(0)) == "valid");
  CHECK(status(detached("alice", vector("post-changed.crlf")).signatures.at(0)) == "invalid");
  CHECK(status(detached("alice", post + " ").signatures.at(0)) == "invalid");
  CHECK(status(detached("alice", post.substr(1)).signatures.at(0)) == "invalid");
  CHECK(status(detached("alice", vector("post.lf")).signatures.at(0)) == "invalid");
  CHECK(status(detached("alice", "").signatures.at(0)) == "invalid");
  CHECK(status(detached("lf", vector("post.lf")).signatures.at(0)) == "valid");
  CHECK(status(detached("no-attributes", post).signatures.at(0)) == "valid");
  CHECK(status(detached("no-attributes", post + "x").signatures.at(0)) == "invalid");
}

TEST_CASE("content inside a signature that should be detached makes it invalid") {
  const Backend backend;
  const auto verified = backend.verify(
      {.cms = vector("alice.opaque"), .content = vector("post.crlf"), .trust = ours});
  REQUIRE(verified.ok());
  CHECK(status(verified.signatures.at(0)) == "invalid");
  CHECK_THAT(verified.signatures.at(0).reason, Contains("embedded content"));
  CHECK(verified.content.empty());
}

TEST_CASE("a detached signature without content beside it is invalid") {
  const Backend backend;
  const auto verified = backend.verify({.cms = vector("alice.detached"), .trust = ours});
  REQUIRE(verified.ok());
  CHECK(status(verified.signatures.at(0)) == "invalid");
}

TEST_CASE("a content type other than the signed one is invalid") {
  CHECK(status(opaque("other-type")) == "valid");
  // The first mention of id-data is the type of the content, the second the signed attribute.
  auto cms = vector("alice.opaque");
  const std::string id_data("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01", 9);
  cms.at(cms.find(id_data) + 8) = 9;
  const Backend backend;
  const auto verified = backend.verify({.cms = cms, .trust = ours});
  REQUIRE(verified.signatures.size() == 1);
  CHECK(status(verified.signatures[0]) == "invalid");
  CHECK_THAT(verified.signatures[0].reason, Contains("content type"));
}

TEST_CASE("attributes posing as content are invalid") {
  const Backend backend;
  const auto verified =
      backend.verify({.cms = vector("attributes-as-content.opaque"), .trust = ours});
  REQUIRE(verified.ok());
  CHECK(status(verified.signatures.at(0)) == "invalid");
}

TEST_CASE("every signer is judged alone") {
  const Backend backend;
  const auto both = backend.verify({.cms = vector("two-signers.opaque"), .trust = ours});
  REQUIRE(both.signatures.size() == 2);
  CHECK(status(both.signatures[0]) == "valid");
  CHECK(status(both.signatures[1]) == "valid");
  const auto mixed = detached("two-signers", vector("post.crlf"));
  REQUIRE(mixed.signatures.size() == 2);
  std::vector<std::string> told;
  for (const auto& signature : mixed.signatures)
    told.push_back(signature.certificate.value().issuer + " " + status(signature));
  std::sort(told.begin(), told.end());
  CHECK(told == std::vector<std::string>{"CN=ca valid", "CN=other-ca untrusted"});
}

TEST_CASE(
    "an unknown digest of one signer is unsupported and leaves the "
    "others alone") {
  // In the last SignerInfo the identifier of SHA-256 becomes one that nobody has given out.
  auto cms = vector("two-signers.opaque");
  const std::string sha256("\x60\x86\x48\x01\x65\x03\x04\x02\x01", 9);
  cms.at(cms.rfind(sha256) + 8) = 0x7d;
  const Backend backend;
  const auto verified = backend.verify({.cms = cms, .trust = ours});
  REQUIRE(verified.signatures.size() == 2);
  std::vector<std::string> told;
  for (const auto& signature : verified.signatures) told.push_back(status(signature));
  std::sort(told.begin(), told.end());
  CHECK(told == std::vector<std::string>{"unsupported", "valid"});
}

TEST_CASE("a signer whose certificate is nowhere has the status no_key") {
  const auto signature = opaque("no-certificates");
  CHECK(status(signature) == "no_key");
  CHECK_FALSE(signature.certificate);
  CHECK_THAT(signature.reason, Contains("not in the message"));
  TrustFiles helped = ours;
  helped.intermediate = {vectors() / "alice.pem"};
  CHECK(status(opaque("no-certificates", helped)) == "valid");
}

TEST_CASE(
    "another certificate with the same issuer and number does not spoil "
    "a signature") {
  // A stranger's certificate over another key that claims alice's issuer and serial number.
  TrustFiles helped = ours;
  helped.intermediate = {vectors() / "alice-double.pem", vectors() / "alice.pem"};
  CHECK(status(opaque("no-certificates", helped)) == "valid");
}

TEST_CASE("weak algorithms are weak, and count when they may") {
  for (const auto* name :
       {"sha1-digest", "md5-digest", "weak", "sha1-signed", "md5-signed", "below-sha1"}) {
    const auto signature = opaque(name);
    INFO(name << ": " << signature.reason);
    CHECK(status(signature) == "weak");
    CHECK(status(opaque(name, ours, true)) == "valid");
  }
}

TEST_CASE("certificates only are no signatures") {
  const Backend backend;
  const auto cms = vector("certificates-only.cms");
  CHECK(backend.inspect(cms).kind == CHANCERY_CMS_CERTIFICATES_ONLY);
  const auto verified = backend.verify({.cms = cms, .trust = ours});
  CHECK(verified.ok());
  CHECK(verified.signatures.empty());
}

TEST_CASE("what a CMS object is, is told by its content type") {
  const Backend backend;
  CHECK(backend.inspect(vector("alice.opaque")).kind == CHANCERY_CMS_SIGNED);
  CHECK(backend.inspect(vector("stream.opaque")).kind == CHANCERY_CMS_SIGNED);
  CHECK(backend.inspect(vector("cbc.enveloped")).kind == CHANCERY_CMS_ENVELOPED);
  CHECK(backend.inspect(vector("gcm.enveloped")).kind == CHANCERY_CMS_AUTH_ENVELOPED);
  CHECK(backend.inspect(vector("data.cms")).kind == CHANCERY_CMS_OTHER);
  CHECK(backend.inspect(vector("digest.cms")).kind == CHANCERY_CMS_OTHER);
  for (const auto* not_cms : {"", "0", "plain text", "\x30\x80"}) {
    const auto inspected = backend.inspect(not_cms);
    CHECK(inspected.code == CHANCERY_UNUSABLE);
    CHECK_FALSE(inspected.error.empty());
  }
}

TEST_CASE("what is not signed data cannot be verified") {
  const Backend backend;
  for (const auto* name : {"cbc.enveloped", "data.cms", "picture.pem"})
    CHECK(backend.verify({.cms = vector(name), .trust = ours}).code == CHANCERY_UNUSABLE);
}

TEST_CASE(
    "no damaged byte of an opaque signature is ever taken for what was "
    "signed",
    "[every-byte]") {
  const Backend backend;
  const auto whole = vector("alice.opaque"), post = vector("post.crlf");
  for (std::size_t at = 0; at < whole.size(); ++at) {
    const auto verified = backend.verify({.cms = damaged(whole, at), .trust = ours});
    for (const auto& signature : verified.signatures) {
      if (signature.status != CHANCERY_VALID) continue;
      INFO("byte " << at);
      CHECK(verified.content == post);
      CHECK(signature.certificate.value().addresses.at(0) == "alice@example.org");
    }
  }
}

TEST_CASE("no truncated signature is valid, and none crashes") {
  const Backend backend;
  const auto whole = vector("alice.opaque");
  for (std::size_t size = 0; size < whole.size(); size += 3)
    CHECK(backend.verify({.cms = whole.substr(0, size), .trust = ours}).code == CHANCERY_UNUSABLE);
}
