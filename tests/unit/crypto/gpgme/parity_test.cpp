// What both backends say of the same thing is the same, to the letter: a site may change its
// backend, and its store and its scenarios do not notice.
#include "backend.hpp"

#include "support/catch.hpp"

#include <algorithm>

using namespace test;

namespace {

const TrustFiles ours{.ca = {vectors() / "ca.pem"}};

void check_same(const SeenCertificate& one, const SeenCertificate& other) {
  CHECK(one.der == other.der);
  CHECK(one.fingerprint == other.fingerprint);
  CHECK(one.subject == other.subject);
  CHECK(one.issuer == other.issuer);
  CHECK(one.serial == other.serial);
  CHECK(one.key_algorithm == other.key_algorithm);
  CHECK(one.usage == other.usage);
  CHECK(one.key_bits == other.key_bits);
  CHECK(one.weak == other.weak);
  CHECK(one.not_before == other.not_before);
  CHECK(one.not_after == other.not_after);
  CHECK(one.addresses == other.addresses);
}

std::vector<std::string> files(const std::string& extension) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(vectors()))
    if (entry.path().extension() == extension) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

TEST_CASE("parity: the facts of every certificate are the same under both backends") {
  const Backend gpgme, openssl("crypto_openssl");
  std::size_t seen = 0;
  for (const auto& name : files(".pem")) {
    const auto one = gpgme.certificates(vector(name)), other = openssl.certificates(vector(name));
    INFO(name << ": " << one.error << " / " << other.error);
    CHECK(one.code == other.code);
    REQUIRE(one.certificates.size() == other.certificates.size());
    for (std::size_t i = 0; i < one.certificates.size(); ++i, ++seen)
      check_same(one.certificates[i], other.certificates[i]);
  }
  CHECK(seen > 40);
}

TEST_CASE("parity: the facts of published certificates are the same under both backends") {
  const Backend gpgme, openssl("crypto_openssl");
  if (fixtures().empty()) return;
  std::size_t seen = 0;
  for (const auto& entry : fs::recursive_directory_iterator(fixtures())) {
    const auto extension = entry.path().extension();
    if (extension != ".crt" && extension != ".pem" && extension != ".der") continue;
    if (entry.path().filename() == "smec2.pem") continue;  // a curve that has no name in GnuPG
    const auto bytes = read(entry.path());
    const auto one = gpgme.certificates(bytes), other = openssl.certificates(bytes);
    INFO(entry.path().string() << ": " << one.error << " / " << other.error);
    CHECK(one.code == other.code);
    REQUIRE(one.certificates.size() == other.certificates.size());
    for (std::size_t i = 0; i < one.certificates.size(); ++i, ++seen)
      check_same(one.certificates[i], other.certificates[i]);
  }
  CHECK(seen > 100);
}

TEST_CASE("parity: every signature is the same fact, but where docs/backends.md says otherwise") {
  const Backend gpgme, openssl("crypto_openssl");
  const std::vector<std::string> different = {
      "eve.opaque",   "eve-forged.opaque", "eve-no-attributes.opaque", "erin.opaque",
      "petra.opaque", "pss-sha1.opaque",   "within-limits.opaque"};
  for (const auto& name : files(".opaque")) {
    const auto cms = vector(name);
    const auto one = gpgme.verify({.cms = cms, .trust = ours}),
               other = openssl.verify({.cms = cms, .trust = ours});
    INFO(name << ": " << one.error << " / " << other.error);
    CHECK(one.code == other.code);
    CHECK(one.content == other.content);
    REQUIRE(one.signatures.size() == other.signatures.size());
    for (std::size_t i = 0; i < one.signatures.size(); ++i) {
      const auto &mine = one.signatures[i], &theirs = other.signatures[i];
      const bool differs = std::find(different.begin(), different.end(), name) != different.end();
      INFO(mine.reason << " / " << theirs.reason);
      CHECK((status_name(mine.status) == status_name(theirs.status)) != differs);
      CHECK(mine.digest == theirs.digest);
      CHECK(mine.algorithm == theirs.algorithm);
      CHECK(mine.signing_time == theirs.signing_time);
      CHECK(mine.act == theirs.act);
      CHECK(mine.capabilities == theirs.capabilities);
      REQUIRE(mine.certificate.has_value() == theirs.certificate.has_value());
      if (mine.certificate) check_same(*mine.certificate, *theirs.certificate);
    }
  }
}

TEST_CASE("parity: what a CMS object is, both say alike") {
  const Backend gpgme, openssl("crypto_openssl");
  for (const auto* extension : {".opaque", ".detached", ".enveloped", ".cms", ".pem"})
    for (const auto& name : files(extension)) {
      const auto one = gpgme.inspect(vector(name)), other = openssl.inspect(vector(name));
      INFO(name << ": " << one.error << " / " << other.error);
      CHECK(one.code == other.code);
      CHECK(one.kind == other.kind);
    }
}
