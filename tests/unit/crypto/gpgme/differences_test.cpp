// Where crypto_gpgme answers otherwise than crypto_openssl: docs/backends.md is this in words. What
// it cannot do is unsupported or refused, never taken for good and never called bad.
#include "backend.hpp"

#include "support/catch.hpp"

#include <algorithm>

using namespace test;

namespace {

const TrustFiles ours{.ca = {vectors() / "ca.pem"}};

SeenSignature opaque(const std::string& name, const TrustFiles& trust = ours) {
  const Backend backend;
  const auto verified = backend.verify({.cms = vector(name + ".opaque"), .trust = trust});
  INFO(name << ": " << verified.error);
  REQUIRE(verified.signatures.size() == 1);
  return verified.signatures.front();
}

std::string status(const SeenSignature& signature) { return status_name(signature.status); }

}  // namespace

TEST_CASE("gpgme: signatures by Ed25519 and P-521 keys are unsupported, good or bad") {
  TrustFiles trust = ours;
  trust.intermediate = {vectors() / "eve.pem"};
  for (const auto* name : {"eve", "eve-no-attributes", "eve-forged", "erin"}) {
    const auto signature = opaque(name, trust);
    INFO(name << ": " << signature.reason);
    CHECK(status(signature) == "unsupported");
    CHECK(signature.certificate);
  }
  CHECK(opaque("eve").algorithm == "Ed25519");
}

TEST_CASE("gpgme: a salt of another length than the digest is unsupported") {
  // Octet 4 of the parameters [2] { INTEGER 32 }.
  auto cms = vector("pss.opaque");
  const auto at = cms.rfind(std::string("\xa2\x03\x02\x01\x20", 5));
  REQUIRE(at != std::string::npos);
  cms[at + 4] = 20;
  const Backend backend;
  const auto verified = backend.verify({.cms = cms, .trust = ours});
  REQUIRE(verified.signatures.size() == 1);
  CHECK(status(verified.signatures[0]) == "unsupported");
}

TEST_CASE("gpgme: a site that hands over lists of revoked certificates is told, and not served") {
  const Backend backend;
  for (const auto& trust : {TrustFiles{.ca = {vectors() / "ca.pem"}, .crl = {vectors() / "ca.crl"}},
                            TrustFiles{.ca = {vectors() / "ca-and-crl.pem"}},
                            TrustFiles{.ca = {vectors() / "ca.crl"}}}) {
    const auto opened = backend.open_trust(trust);
    CHECK(opened.code == CHANCERY_UNSUPPORTED);
    CHECK_THAT(opened.error, Contains("revoked"));
    CHECK_FALSE(opened.handle.get());
  }
  const TemporaryFolder folder;
  fs::copy_file(vectors() / "ca.crl", folder.path() / "0123abcd.r0");
  CHECK(backend.open_trust({.ca_path = folder.path()}).code == CHANCERY_UNSUPPORTED);
}

TEST_CASE("gpgme: a chain that should end at an intermediate is told, and not served") {
  const Backend backend;
  const auto opened =
      backend.open_trust({.ca = {vectors() / "intermediate.pem"}, .partial_chain = true});
  CHECK(opened.code == CHANCERY_UNSUPPORTED);
  CHECK(status(opaque("ines-alone", {.ca = {vectors() / "intermediate.pem"}})) == "untrusted");
}

TEST_CASE("gpgme: no damaged byte of an opaque signature is ever taken for what was signed") {
  // Each costs a gpgsm: every seventh, and another seventh of them each time the post changes.
  const Backend backend;
  const auto whole = vector("alice.opaque"), post = vector("post.crlf");
  int valid = 0;
  for (std::size_t at = 3; at < whole.size(); at += 7) {
    auto bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    for (const auto& signature : backend.verify({.cms = bytes, .trust = ours}).signatures) {
      if (signature.status != CHANCERY_VALID) continue;
      ++valid;
      INFO("byte " << at);
      CHECK(signature.certificate.value().addresses.at(0) == "alice@example.org");
    }
  }
  CHECK(valid < 20);  // what is neither signed nor the certificate: versions, the digests' set
}

TEST_CASE("gpgme: five strangers' certificates of one number make no signature valid") {
  const Backend backend;
  TrustFiles trust = ours;
  trust.intermediate.assign(6, vectors() / "alice-double.pem");
  const auto verified = backend.verify({.cms = vector("no-certificates.opaque"), .trust = trust});
  REQUIRE(verified.signatures.size() == 1);
  CHECK(status(verified.signatures[0]) == "invalid");
}
