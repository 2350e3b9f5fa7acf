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

TEST_CASE(
    "gpgme: RSA-PSS by SHA-1 and curves of 192 bits are unsupported, and so not valid either") {
  CHECK(status(opaque("pss-sha1")) == "unsupported");
  CHECK(status(opaque("petra")) == "unsupported");
}

TEST_CASE("gpgme: a site that hands over answers about certificates is told, and not served") {
  const Backend backend;
  auto trust = ours;
  trust.ocsp = {vectors() / "ca.crl.der"};
  const auto opened = backend.open_trust(trust);
  CHECK(opened.code == CHANCERY_UNSUPPORTED);
  CHECK_THAT(opened.error, Contains("OCSP"));
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

TEST_CASE("gpgme: an authority whose limits gpgsm does not heed is trusted for nothing") {
  const auto signature = opaque("within-limits");
  CHECK(status(signature) == "untrusted");
  CHECK_THAT(signature.reason, Contains("CN=limited"));
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

TEST_CASE("gpgme: what gpgsm cannot decrypt is unsupported, and said to be") {
  const Backend backend;
  const auto notes = backend.open_key(vector("notes.key"), vector("notes.pem"), "");
  REQUIRE(notes.ok());
  for (const auto& [name, cipher] :
       {std::pair("gcm", "AES-256-GCM"), std::pair("oaep", "AES-256-CBC"),
        std::pair("rc2", "RC2-CBC")}) {
    const auto opened = backend.decrypt(vector(name + std::string(".enveloped")), {&notes.handle});
    INFO(name << ": " << opened.error << opened.reason);
    CHECK(opened.ok());
    CHECK(status_name(opened.status) == "unsupported");
    CHECK(opened.algorithm == cipher);
    CHECK(opened.content.empty());
    CHECK_FALSE(opened.reason.empty());
  }
}

TEST_CASE("gpgme: keys on curves and old ways of encrypting are unsupported") {
  const Backend backend;
  for (const auto& [key, certificate] :
       {std::pair("carol.key", "carol.pem"), std::pair("carol-traditional.key", "carol.pem"),
        std::pair("notes-md5-des.key", "notes.pem"),
        std::pair("notes-traditional-encrypted.key", "notes.pem")}) {
    const auto opened = backend.open_key(vector(key), vector(certificate), "gpgsm-only");
    INFO(key);
    CHECK(opened.code == CHANCERY_UNSUPPORTED);
    CHECK_FALSE(opened.error.empty());
    CHECK_FALSE(opened.handle.get());
  }
}

TEST_CASE("gpgme: what was opened cannot go on as it came, and the reason is told") {
  const Backend backend;
  const auto notes = backend.open_key(vector("notes.key"), vector("notes.pem"), "");
  const auto opened = backend.open_envelope(vector("cbc.enveloped"), {&notes.handle});
  CHECK(status_name(opened.status) == "valid");
  CHECK(opened.content == vector("post.crlf"));
  CHECK_FALSE(opened.session.handle.get());
  CHECK_FALSE(opened.reason.empty());
}

TEST_CASE("gpgme: a key that one backend imported, the other opens") {
  const Backend gpgme, openssl("crypto_openssl");
  const auto password = "of the site";
  for (const auto& [first, second] : {std::pair(&gpgme, &openssl), std::pair(&openssl, &gpgme)}) {
    const auto kept = first->import_key(vector("notes.key"), vector("notes.pem"), "", password);
    REQUIRE(kept.ok());
    const auto opened = second->open_key(kept.key, kept.certificate, password);
    INFO(opened.error);
    REQUIRE(opened.ok());
    const auto message = second->decrypt(vector("cbc.enveloped"), {&opened.handle});
    CHECK(message.content == vector("post.crlf"));
    CHECK(second->open_key(kept.key, kept.certificate, "another").code == CHANCERY_NO_KEY);
  }
}

TEST_CASE("gpgme: ten messages are opened by one key, and none spoils the next") {
  const Backend backend;
  const auto notes = backend.open_key(vector("notes.key"), vector("notes.pem"), "");
  auto damaged = vector("cbc.enveloped");
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  for (int i = 0; i < 10; ++i) {
    backend.decrypt(damaged, {&notes.handle});
    CHECK(backend.decrypt(vector("cbc.enveloped"), {&notes.handle}).content == vector("post.crlf"));
  }
}

TEST_CASE("gpgme: no damaged byte of a PKCS#12 file gives another key, and none crashes") {
  const Backend backend;
  auto password = vector("p12.password");
  password.erase(password.find('\n'));
  for (const auto* name : {"notes.p12", "notes-legacy.p12"}) {
    const auto whole = vector(name);
    for (std::size_t at = 0; at < whole.size(); at += 3) {
      auto bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ 0x11);
      const auto imported = backend.import_key(bytes, vector("notes.pem"), password, "new");
      INFO(name << " byte " << at);
      CHECK((imported.code == CHANCERY_UNUSABLE || imported.code == CHANCERY_NO_KEY ||
             imported.code == CHANCERY_UNSUPPORTED || imported.ok()));
      if (imported.ok())
        CHECK(backend.certificates(imported.certificate).certificates.at(0).der ==
              vector("notes.der"));
    }
  }
}

TEST_CASE("gpgme: a certificate that names two algorithms for its signature is none") {
  // RFC 5280 section 4.1.1.2. The last one, sha256WithRSAEncryption, becomes sha1With...
  auto der = vector("notes.der");
  const auto at = der.rfind("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b");
  REQUIRE(at != std::string::npos);
  REQUIRE(der.find("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b") != at);
  der[at + 8] = 5;
  CHECK(Backend().certificates(der).code == CHANCERY_UNUSABLE);
}
