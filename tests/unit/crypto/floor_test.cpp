// The floor: what is too weak to authenticate, wherever in signature and chain it stands, and what
// a site or a list asks for beyond.
#include "backend.hpp"

#include "support/catch.hpp"

using namespace test;

namespace {

struct Found {
  std::string status, reason;
};

Found found(const std::string& name, const Question& asked = {.cms = {}}) {
  const Backend backend;
  const auto cms = vector(name + ".opaque");
  auto question = asked;
  question.cms = cms;
  question.trust = {.ca = {vectors() / "ca.pem"}};
  const auto verified = backend.verify(question);
  REQUIRE(verified.signatures.size() == 1);
  return {status_name(verified.signatures.front().status), verified.signatures.front().reason};
}

std::string status(const std::string& name, const Question& asked = {.cms = {}}) {
  return found(name, asked).status;
}

}  // namespace

TEST_CASE("what is weak does not authenticate, wherever in signature and chain it stands") {
  for (const auto* name : {"sha1-digest", "md5-digest", "weak", "sha1-signed", "md5-signed",
                           "below-sha1", "below-weak"}) {
    INFO(name);
    const auto [status, reason] = found(name);
    CHECK(status == "weak");
    CHECK_THAT(reason, Contains("below the floor"));
    CHECK(::status(name, {.cms = {}, .allow_weak = true}) == "valid");
  }
}

TEST_CASE("a signature of RSA-PSS is as weak as the digest in it", "[pss-sha1]") {
  CHECK(status("pss-sha1") == "weak");
}

TEST_CASE("a curve below the floor is weak", "[p192]") {
  CHECK(status("petra") == "weak");
  CHECK(status("petra", {.cms = {}, .allow_weak = true}) == "valid");
}

TEST_CASE("the floor for RSA keys counts for the signer and for authorities") {
  CHECK(status("alice", {.cms = {}, .least_rsa_bits = 2048}) == "valid");
  CHECK(status("alice", {.cms = {}, .least_rsa_bits = 2049}) == "weak");
  // carol's own key is on a curve; her authority's is not
  CHECK(status("carol", {.cms = {}, .least_rsa_bits = 2049}) == "weak");
  CHECK(status("carol", {.cms = {}, .least_rsa_bits = 2048}) == "valid");
}

TEST_CASE("the floor for curves counts for the signer") {
  CHECK(status("carol", {.cms = {}, .least_curve_bits = 256}) == "valid");
  CHECK(status("carol", {.cms = {}, .least_curve_bits = 257}) == "weak");
  CHECK(status("dan", {.cms = {}, .least_curve_bits = 384}) == "valid");
  CHECK(status("alice", {.cms = {}, .least_curve_bits = 521}) == "valid");
}

TEST_CASE("an Edwards curve of 256 bits is not below a floor of 256", "[ed25519]") {
  const Backend backend;
  const auto cms = vector("eve.opaque");
  const auto status = [&](std::uint32_t bits) {
    return status_name(backend
                           .verify({.cms = cms,
                                    .trust = {.ca = {vectors() / "ca.pem"},
                                              .intermediate = {vectors() / "eve.pem"}},
                                    .least_curve_bits = bits})
                           .signatures.at(0)
                           .status);
  };
  CHECK(status(256) == "valid");
  CHECK(status(257) == "weak");
}

TEST_CASE("the floor for digests counts for signatures and for certificates") {
  CHECK(status("alice", {.cms = {}, .least_digest_bits = 256}) == "valid");
  CHECK(status("alice", {.cms = {}, .least_digest_bits = 257}) == "weak");
  // SHA-512 in the signature, SHA-256 on the certificate
  CHECK(status("sha512-digest", {.cms = {}, .least_digest_bits = 257}) == "weak");
  CHECK_THAT(found("sha512-digest", {.cms = {}, .least_digest_bits = 257}).reason,
             Contains("on a certificate"));
}

TEST_CASE("nobody can ask for less than the floor") {
  CHECK(status("weak", {.cms = {}, .least_rsa_bits = 512}) == "weak");
  CHECK(status("sha1-digest", {.cms = {}, .least_digest_bits = 1}) == "weak");
}
