// Signing, what is told of a signature beside its status, and new keys.
#include "backend.hpp"

#include "support/catch.hpp"

#include <openssl/cms.h>

using namespace test;

namespace {

Handle key(const Backend& backend, const std::string& name, const std::string& more = {}) {
  const auto key_of = name == "ines" ? "bob" : name;
  auto opened = backend.open_key(vector(key_of + ".key"), vector(name + ".pem") + more, "");
  INFO(opened.error);
  REQUIRE(opened.ok());
  return std::move(opened.handle);
}

const TrustFiles ca{.ca = {vectors() / "ca.pem"}};

SeenSignature only(const Verified& verified) {
  INFO(verified.error);
  REQUIRE(verified.signatures.size() == 1);
  return verified.signatures[0];
}

}  // namespace

TEST_CASE("what is signed verifies, over these bytes and no others") {
  const Backend backend;
  const auto post = vector("post.crlf");
  for (const std::string name : {"alice", "carol", "dan"}) {
    const auto signature = backend.sign(key(backend, name), post);
    INFO(name << signature.error);
    REQUIRE(signature.ok());
    const auto seen = only(backend.verify({.cms = signature.bytes, .content = post, .trust = ca}));
    INFO(seen.reason);
    CHECK(status_name(seen.status) == "valid");
    CHECK(seen.digest == "SHA256");
    CHECK(seen.capabilities.starts_with("AES-256-GCM"));
    const auto other =
        only(backend.verify({.cms = signature.bytes, .content = post + ".", .trust = ca}));
    CHECK(status_name(other.status) == "invalid");
  }
}

TEST_CASE("certificates that came with the key lead from it to the anchor") {
  const Backend backend;
  const auto ines = key(backend, "ines", vector("intermediate.pem"));
  const auto signature = backend.sign(ines, "content");
  REQUIRE(signature.ok());
  CHECK(
      status_name(only(backend.verify({.cms = signature.bytes, .content = "content", .trust = ca}))
                      .status) == "valid");
}

TEST_CASE("a key that CMS cannot sign with here is unsupported") {
  const Backend backend;
  const auto signature = backend.sign(key(backend, "eve"), "content");
  CHECK(signature.code == CHANCERY_UNSUPPORTED);
  CHECK(signature.bytes.empty());
}

TEST_CASE("an act of signing is known again, whatever is done to what is not signed") {
  const Backend backend;
  const auto alice = key(backend, "alice", vector("ca.pem"));
  const auto act_of = [&](const std::string& cms, const std::string& content) {
    return only(backend.verify({.cms = cms, .content = content, .trust = ca})).act;
  };
  const auto once = backend.sign(alice, "content").bytes;
  CHECK(act_of(once, "content").size() == 64);
  CHECK(act_of(once, "content") != act_of(backend.sign(alice, "other").bytes, "other"));
  const auto* at = reinterpret_cast<const unsigned char*>(once.data());
  CMS_ContentInfo* cms = d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(once.size()));
  REQUIRE(cms);
  CMS_SignerInfo* info = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0);
  REQUIRE(CMS_unsigned_add1_attr_by_NID(info, NID_friendlyName, V_ASN1_UTF8STRING, "again", 5));
  unsigned char* der = nullptr;
  const int size = i2d_CMS_ContentInfo(cms, &der);
  const std::string changed(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  CMS_ContentInfo_free(cms);
  CHECK(changed != once);
  CHECK(act_of(changed, "content") == act_of(once, "content"));
}

TEST_CASE(
    "an act without attributes is known by its content; without a certificate there is none") {
  const Backend backend;
  const auto act = [&](const std::string& name) {
    const auto seen = only(backend.verify({.cms = vector(name), .trust = ca}));
    return seen.act;
  };
  CHECK(act("no-attributes.opaque").size() == 64);
  CHECK(act("no-certificates.opaque").empty());
}

TEST_CASE("a new key comes with a certificate of its own and a request for another") {
  const Backend backend;
  for (const std::string algorithm : {"RSA 3072", "EC P-256", "EC P-384"}) {
    const auto made = backend.new_key(algorithm, "notes@lists.example.org", "secret");
    INFO(algorithm << made.error);
    REQUIRE(made.ok());
    CHECK(made.key.find("ENCRYPTED PRIVATE KEY") != std::string::npos);
    CHECK(made.request.find("CERTIFICATE REQUEST") != std::string::npos);
    CHECK(backend.open_key(made.key, made.certificate, "other").code == CHANCERY_NO_KEY);
    const auto opened = backend.open_key(made.key, made.certificate, "secret");
    REQUIRE(opened.ok());
    const auto read = backend.certificates(made.certificate);
    REQUIRE(read.certificates.size() == 1);
    const auto& certificate = read.certificates[0];
    CHECK(certificate.addresses == std::vector<std::string>{"notes@lists.example.org"});
    CHECK(certificate.usage == (CHANCERY_MAY_SIGN | CHANCERY_MAY_ENCRYPT));
    CHECK_FALSE(certificate.weak);
    CHECK(certificate.not_before == now);
    CHECK(certificate.not_after == now + 30 * 24 * 3600);
    const auto session = backend.seal("content", "AES-256-CBC");
    const auto prepared = backend.prepare(certificate.der);
    REQUIRE(prepared.ok());
    const auto head = backend.head(session, {prepared.bytes});
    CHECK(backend.decrypt(head.bytes + std::string(session.tail), {&opened.handle}).content ==
          "content");
  }
}

TEST_CASE("a new key for an internationalized address carries it as it is") {
  const Backend backend;
  const auto made = backend.new_key("EC P-256", "n\xc3\xb6tes@example.org", "secret");
  REQUIRE(made.ok());
  CHECK(backend.certificates(made.certificate).certificates.at(0).addresses ==
        std::vector<std::string>{"n\xc3\xb6tes@example.org"});
}

TEST_CASE("no new key without a password, and none of a kind that is not known") {
  const Backend backend;
  CHECK(backend.new_key("EC P-256", "a@example.org", "").code == CHANCERY_MISCONFIGURED);
  const auto odd = backend.new_key("RSA 512", "a@example.org", "secret");
  CHECK(odd.code == CHANCERY_UNSUPPORTED);
  CHECK(odd.key.empty());
}

TEST_CASE("of a certificate with thousands of addresses a thousand are told") {
  const Backend backend;
  const auto read = backend.certificates(vector("thousands.pem"));
  REQUIRE(read.certificates.size() == 1);
  CHECK(read.certificates[0].addresses.size() == 1000);
}
