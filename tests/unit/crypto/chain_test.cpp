// Chains: anchors, purpose, time, revocation, and which finding wins.
#include "backend.hpp"

#include "support/catch.hpp"

using namespace test;

namespace {

const TrustFiles ours{.ca = {vectors() / "ca.pem"}};
constexpr std::int64_t in_2016 = 1460000000, in_2020 = 1590000000, in_2024 = 1704067200,
                       in_2070 = 3160000000;

std::string status(const std::string& name, const TrustFiles& trust = ours, std::int64_t at = now) {
  const Backend backend;
  const auto cms = vector(name + ".opaque");
  const auto verified = backend.verify({.cms = cms, .trust = trust, .at = at});
  REQUIRE(verified.signatures.size() == 1);
  return status_name(verified.signatures.front().status);
}

TrustFiles with_crl(const std::string& name) {
  return {.ca = {vectors() / "ca.pem"}, .crl = {vectors() / name}};
}

}  // namespace

TEST_CASE("only the configured anchors are trusted") {
  CHECK(status("alice") == "valid");
  CHECK(status("alice", {}) == "untrusted");
  CHECK(status("alice", {.ca = {vectors() / "other-ca.pem"}}) == "untrusted");
  CHECK(status("mallory") == "untrusted");
  CHECK(status("mallory", {.ca = {vectors() / "other-ca.pem", vectors() / "ca.pem"}}) == "valid");
  CHECK(status("alice", {.ca_path = vectors() / "ca-path"}) == "valid");
  CHECK(status("mallory", {.ca_path = vectors() / "ca-path"}) == "untrusted");
}

TEST_CASE("the environment does not add anchors") {
  setenv("SSL_CERT_FILE", (vectors() / "ca.pem").c_str(), 1);
  setenv("SSL_CERT_DIR", (vectors() / "ca-path").c_str(), 1);
  CHECK(status("alice", {}) == "untrusted");
  unsetenv("SSL_CERT_FILE");
  unsetenv("SSL_CERT_DIR");
}

TEST_CASE("an anchor in the message is no anchor") {
  CHECK(status("lonely") == "untrusted");
  CHECK(status("lonely", {.ca = {vectors() / "lonely.pem"}}) == "valid");
}

TEST_CASE("intermediates come from the message or from the site") {
  CHECK(status("ines") == "valid");
  CHECK(status("ines-alone") == "untrusted");
  CHECK(status("ines-alone", {.ca = {vectors() / "ca.pem"},
                              .intermediate = {vectors() / "intermediate.pem"}}) == "valid");
}

TEST_CASE("a trusted intermediate ends a chain only if the site says so", "[partial-chain]") {
  TrustFiles trust{.ca = {vectors() / "intermediate.pem"}};
  CHECK(status("ines-alone", trust) == "untrusted");
  trust.partial_chain = true;
  CHECK(status("ines-alone", trust) == "valid");
  trust.crl = {vectors() / "ca.crl"};
  CHECK(status("ines-alone", trust) == "valid");
}

TEST_CASE("an authority that was given some addresses speaks for no others") {
  CHECK(status("outside-limits") == "untrusted");
}

TEST_CASE("an authority that was given some addresses speaks for them", "[name-constraints]") {
  CHECK(status("within-limits") == "valid");
}

TEST_CASE("certificates are judged at the time that was asked for") {
  CHECK(status("expired") == "expired");
  CHECK(status("expired", ours, in_2020) == "valid");
  CHECK(status("not-yet") == "not_yet_valid");
  CHECK(status("alice", ours, in_2016) == "not_yet_valid");
  CHECK(status("alice", ours, in_2070) == "expired");
}

TEST_CASE("the worst finding is the one that is told") {
  CHECK(status("expired-stranger") == "untrusted");
  CHECK(status("expired-stranger", {.ca = {vectors() / "other-ca.pem"}}) == "expired");
  const Backend backend;
  const auto changed = backend.verify(
      {.cms = vector("mallory.detached"), .content = vector("post-changed.crlf"), .trust = ours});
  CHECK(status_name(changed.signatures.at(0).status) == "invalid");
}

TEST_CASE("a certificate must be meant for signing mail") {
  for (const auto* name : {"encrypt-only", "server"}) {
    INFO(name);
    CHECK(status(name) == "untrusted");
  }
  for (const auto* name : {"sign-only", "no-repudiation", "any-purpose", "no-usage"}) {
    INFO(name);
    CHECK(status(name) == "valid");
  }
}

TEST_CASE("what was revoked is revoked, in PEM and DER and beside the anchor", "[crl]") {
  CHECK(status("revoked") == "valid");
  for (const auto* name : {"ca.crl", "ca.crl.der"})
    CHECK(status("revoked", with_crl(name)) == "revoked");
  CHECK(status("revoked", {.ca = {vectors() / "ca-and-crl.pem"}}) == "revoked");
  CHECK(status("alice", with_crl("ca.crl")) == "valid");
}

TEST_CASE("what was revoked later was good before", "[crl]") {
  CHECK(status("revoked", with_crl("ca.crl"), in_2020) == "valid");
  CHECK(status("revoked", with_crl("ca.crl"), in_2024) == "revoked");
}

TEST_CASE("a missing list is no error", "[crl]") {
  CHECK(status("revoked", with_crl("other-ca.crl")) == "valid");
  CHECK(status("revoked", with_crl("ca-empty.crl")) == "valid");
}

TEST_CASE("a site that requires lists trusts nobody without one", "[crl]") {
  auto trust = ours;
  trust.revocation = CHANCERY_REVOCATION_REQUIRE;
  CHECK(status("alice", trust) == "untrusted");
  trust.crl = {vectors() / "ca-empty.crl"};
  CHECK(status("alice", trust) == "valid");
  CHECK(status("ines", trust) == "untrusted");  // her issuer keeps none
  trust.crl = {vectors() / "ca-stale.crl"};
  CHECK(status("alice", trust) == "untrusted");
}

TEST_CASE("a site may ignore lists", "[crl]") {
  for (const auto* name : {"ca.crl", "ca-stale.crl", "forged.crl"}) {
    auto trust = with_crl(name);
    trust.revocation = CHANCERY_REVOCATION_IGNORE;
    CHECK(status("revoked", trust) == "valid");
  }
}

TEST_CASE("whether revocation could be asked about is told", "[crl]") {
  const auto checked = [](const TrustFiles& trust, const std::string& name = "alice") {
    const auto cms = vector(name + ".opaque");
    const auto verified = Backend().verify({.cms = cms, .trust = trust});
    return verified.signatures.at(0).revocation_checked;
  };
  CHECK_FALSE(checked(ours));
  CHECK(checked(with_crl("ca.crl")));
  CHECK_FALSE(checked(with_crl("other-ca.crl")));
  CHECK_FALSE(checked(with_crl("ca.crl"), "ines"));
}

TEST_CASE("a list that is out of date is no longer relied on", "[crl]") {
  CHECK(status("alice", with_crl("ca-stale.crl")) == "untrusted");
}

TEST_CASE("a list that another authority signed with its own key is not believed", "[crl]") {
  CHECK(status("alice", with_crl("forged.crl")) == "untrusted");
}

TEST_CASE("a file of trust that cannot be used is named") {
  const Backend backend;
  const auto fails = [&](const TrustFiles& files, const std::string& name) {
    const auto opened = backend.open_trust(files);
    CHECK(opened.code == CHANCERY_MISCONFIGURED);
    CHECK_THAT(opened.error, Contains(name));
  };
  fails({.ca = {"/nowhere/ca.pem"}}, "/nowhere/ca.pem");
  fails({.ca = {vectors() / "picture.pem"}}, "picture.pem");
  fails({.ca = {vectors()}}, vectors().string());
  fails({.ca_path = "/nowhere/certs"}, "/nowhere/certs");
  fails({.ca_path = vectors() / "ca.pem"}, "ca.pem");
  fails({.crl = {"/nowhere/ca.crl"}}, "/nowhere/ca.crl");
  fails({.intermediate = {"/nowhere/i.pem"}}, "/nowhere/i.pem");
}

TEST_CASE("a file of revoked certificates that holds none is named", "[crl]") {
  const Backend backend;
  const auto only_list = backend.open_trust({.ca = {vectors() / "ca.crl"}});
  CHECK(only_list.code == CHANCERY_MISCONFIGURED);
  CHECK_THAT(only_list.error, Contains("ca.crl"));
  for (const auto* name : {"ca.pem", "picture.pem"}) {
    const auto opened = backend.open_trust({.crl = {vectors() / name}});
    CHECK(opened.code == CHANCERY_MISCONFIGURED);
    CHECK_THAT(opened.error, Contains(name));
  }
}
