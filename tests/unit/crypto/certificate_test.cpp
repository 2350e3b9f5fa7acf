// Facts about certificates, above all the addresses: told as they stand, odd ones too.
#include "backend.hpp"

#include "support/catch.hpp"

using namespace test;

namespace {

SeenCertificate one(const std::string& name) {
  const Backend backend;
  const auto read = backend.certificates(vector(name));
  INFO(name << ": " << read.error);
  REQUIRE(read.ok());
  REQUIRE(read.certificates.size() == 1);
  return read.certificates.front();
}

using Addresses = std::vector<std::string>;
Addresses addresses(const std::string& name) { return one(name + ".pem").addresses; }

}  // namespace

TEST_CASE("the facts of a certificate are what openssl says of it") {
  const auto alice = one("alice.pem");
  CHECK(alice.subject == "CN=alice");
  CHECK(alice.issuer == "CN=ca");
  CHECK(alice.key_algorithm == "RSA");
  CHECK(alice.key_bits == 2048);
  CHECK_FALSE(alice.weak);
  CHECK(alice.usage == (CHANCERY_MAY_SIGN | CHANCERY_MAY_ENCRYPT));
  CHECK(alice.not_before == 1577836800);
  CHECK(alice.not_after == 2840140800);
  CHECK(alice.fingerprint.size() == 64);
  CHECK(alice.serial.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(one("carol.pem").key_algorithm == "EC P-256");
  CHECK(one("dan.pem").key_algorithm == "EC P-384");
  CHECK(one("erin.pem").key_algorithm == "EC P-521");
  CHECK(one("eve.pem").key_algorithm == "Ed25519");
  CHECK(one("xavier.pem").key_algorithm == "X25519");
}

TEST_CASE("a certificate keeps its bytes, in PEM and in DER") {
  const auto der = vector("notes.der");
  CHECK(one("notes.der").der == der);
  CHECK(one("notes.pem").der == der);
}

TEST_CASE("names are UTF-8, with what is special escaped") {
  CHECK(one("utf8-subject.pem").subject == "CN=Łukasz,O=Café \\\"Zum\\, Löwen\\\"");
}

TEST_CASE("keys and signatures below the floor are weak") {
  for (const auto* name : {"weak.pem", "sha1-signed.pem", "md5-signed.pem", "sha1-ca.pem"}) {
    INFO(name);
    CHECK(one(name).weak);
  }
  CHECK_FALSE(one("ca.pem").weak);
}

TEST_CASE("usage is told as the extensions and the key allow") {
  const auto usage = [](const std::string& name) { return one(name + ".pem").usage; };
  CHECK(usage("sign-only") == CHANCERY_MAY_SIGN);
  CHECK(usage("encrypt-only") == CHANCERY_MAY_ENCRYPT);
  CHECK(usage("no-repudiation") == CHANCERY_MAY_SIGN);
  CHECK(usage("server") == 0);
  CHECK(usage("any-purpose") == (CHANCERY_MAY_SIGN | CHANCERY_MAY_ENCRYPT));
  CHECK(usage("no-usage") == (CHANCERY_MAY_SIGN | CHANCERY_MAY_ENCRYPT));
  CHECK(usage("carol") == (CHANCERY_MAY_SIGN | CHANCERY_MAY_ENCRYPT));
  CHECK(usage("eve") == CHANCERY_MAY_SIGN);
  CHECK(usage("xavier") == CHANCERY_MAY_ENCRYPT);
  CHECK(usage("ca") == CHANCERY_IS_CA);
}

TEST_CASE(
    "addresses come from subjectAltName, and from the subject only if "
    "there are none") {
  CHECK(addresses("alice") == Addresses{"alice@example.org"});
  CHECK(addresses("two-addresses") == Addresses{"first@example.org", "alice@example.org"});
  CHECK(addresses("upper-case") == Addresses{"ALICE@EXAMPLE.ORG"});
  CHECK(addresses("utf8-mailbox") == Addresses{"żółw@example.org"});
  CHECK(addresses("dn-address") == Addresses{"alice@example.org"});
  CHECK(addresses("dn-and-san") == Addresses{"alice@example.org"});
  CHECK(addresses("dns-san") == Addresses{"alice@example.org"});
  CHECK(addresses("no-address").empty());
  CHECK(addresses("cn-only").empty());
  CHECK(addresses("other-name").empty());
}

TEST_CASE("odd bytes in an address are told, not smoothed") {
  CHECK(addresses("space-address") == Addresses{"alice@example.org "});
  CHECK(addresses("newline-address") == Addresses{"alice@example.org\nbob@example.org"});
  CHECK(addresses("nul-address") == Addresses{std::string("alice@example.org\0.evil.net", 27)});
}

TEST_CASE("every certificate of a PEM text is read, and nothing else of it") {
  const Backend backend;
  const auto all = backend.certificates("text before\n" + vector("notes-all.pem") + "text after\n");
  REQUIRE(all.ok());
  REQUIRE(all.certificates.size() == 2);
  CHECK(all.certificates[0].subject == "CN=notes");
  CHECK(all.certificates[1].subject == "CN=ca");
}

TEST_CASE("what holds no certificate is refused with a sentence") {
  const Backend backend;
  for (const auto& input :
       {std::string(), std::string("hello"), vector("picture.pem"), vector("notes.key"),
        vector("ca.crl"), vector("notes.der") + "x", vector("notes.der").substr(0, 100),
        std::string("-----BEGIN CERTIFICATE-----\nAAAA\n-----END "
                    "CERTIFICATE-----\n")}) {
    const auto read = backend.certificates(input);
    CHECK(read.code == CHANCERY_UNUSABLE);
    CHECK(read.error.size() > 20);
    CHECK(read.certificates.empty());
  }
}

TEST_CASE("no damaged byte of a certificate crashes its reading") {
  const Backend backend;
  const auto whole = vector("utf8-mailbox.pem");
  const auto der = backend.certificates(whole).certificates.at(0).der;
  for (std::size_t at = 0; at < der.size(); ++at)
    for (const char flip : {'\x01', '\x80', '\x7f'}) {
      auto bytes = der;
      bytes[at] = static_cast<char>(bytes[at] ^ flip);
      const auto read = backend.certificates(bytes);
      CHECK((read.ok() || !read.error.empty()));
      backend.prepare(bytes);
    }
}
