// Opening what the openssl command line encrypted.
#include "backend.hpp"

#include "support/catch.hpp"

using namespace test;

namespace {

Handle key(const Backend& backend, const std::string& name) {
  auto opened = backend.open_key(vector(name + ".key"), vector(name + ".pem"), "");
  REQUIRE(opened.ok());
  return std::move(opened.handle);
}

Decrypted open(const std::string& name, const std::string& owner) {
  const Backend backend;
  const auto own = key(backend, owner);
  return backend.decrypt(vector(name + ".enveloped"), {&own});
}

}  // namespace

namespace {

struct Sealed {
  const char *name, *owner, *algorithm;
};

void check_opened(const std::vector<Sealed>& all) {
  const auto post = vector("post.crlf");
  for (const auto& [name, owner, algorithm] : all) {
    const auto opened = open(name, owner);
    INFO(name << " for " << owner << ": " << opened.error << opened.reason);
    CHECK(opened.ok());
    CHECK(status_name(opened.status) == "valid");
    CHECK(opened.algorithm == algorithm);
    CHECK(opened.content == post);
  }
}

}  // namespace

TEST_CASE("what is encrypted to an RSA key is opened") {
  check_opened({{"cbc", "notes", "AES-256-CBC"},
                {"aes128", "notes", "AES-128-CBC"},
                {"3des", "notes", "DES-EDE3-CBC"},
                {"key-id", "notes", "AES-256-CBC"},
                {"indefinite", "notes", "AES-256-CBC"},
                {"with-password", "notes", "AES-256-CBC"},
                {"several", "alice", "AES-256-CBC"},
                {"several", "bob", "AES-256-CBC"},
                {"several", "notes", "AES-256-CBC"}});
}

TEST_CASE("AuthEnvelopedData is opened", "[gcm]") {
  check_opened({{"gcm", "notes", "AES-256-GCM"}});
}

TEST_CASE("RSA-OAEP is opened", "[oaep]") { check_opened({{"oaep", "notes", "AES-256-CBC"}}); }

TEST_CASE("RC2 is opened", "[rc2]") { check_opened({{"rc2", "notes", "RC2-CBC"}}); }

TEST_CASE("what is encrypted to a key on a curve is opened", "[ec]") {
  check_opened({{"ec", "carol", "AES-256-CBC"},
                {"ec-gcm", "carol", "AES-256-GCM"},
                {"ec-384", "dan", "AES-256-CBC"},
                {"ec-sha512", "carol", "AES-256-CBC"},
                {"several", "carol", "AES-256-CBC"}});
}

TEST_CASE("a large content is opened whole") {
  const auto opened = open("post-1m", "notes");
  CHECK(status_name(opened.status) == "valid");
  CHECK(opened.content == vector("post-1m.crlf"));
}

TEST_CASE("what is not encrypted to a key that is here has the status no_key") {
  for (const auto& [name, owner] : {std::pair("for-alice", "notes"), std::pair("ec", "notes"),
                                    std::pair("password-only", "notes")}) {
    const auto opened = open(name, owner);
    INFO(name << " for " << owner);
    CHECK(opened.ok());
    CHECK(status_name(opened.status) == "no_key");
    CHECK(opened.content.empty());
  }
  const Backend backend;
  CHECK(status_name(backend.decrypt(vector("cbc.enveloped"), {}).status) == "no_key");
}

TEST_CASE("a key on a curve opens nothing that is not encrypted to it", "[ec]") {
  CHECK(status_name(open("cbc", "carol").status) == "no_key");
  CHECK(status_name(open("ec", "dan").status) == "no_key");
}

TEST_CASE("the right one among several keys is used") {
  const Backend backend;
  const auto bob = key(backend, "bob"), alice = key(backend, "alice"),
             notes = key(backend, "notes");
  const auto opened = backend.decrypt(vector("cbc.enveloped"), {&bob, &alice, &notes});
  CHECK(status_name(opened.status) == "valid");
  CHECK(opened.content == vector("post.crlf"));
}

TEST_CASE(
    "a key under the certificate of another is passed over for the one "
    "that opens") {
  // Two keys that one message names: an impostor's certificate with alice's number comes first.
  const Backend backend;
  auto impostor = backend.open_key(vector("bob.key"), vector("alice-double.pem"), "");
  REQUIRE(impostor.ok());
  const auto alice = key(backend, "alice");
  const auto opened = backend.decrypt(vector("for-alice.enveloped"), {&impostor.handle, &alice});
  CHECK(status_name(opened.status) == "valid");
  CHECK(opened.content == vector("post.crlf"));
}

TEST_CASE("a wrong key and a damaged content end alike") {
  const Backend backend;
  const auto wrong = backend.open_key(vector("bob.key"), vector("alice-double.pem"), "");
  const auto alice = key(backend, "alice");
  const auto whole = vector("for-alice.enveloped");
  const auto not_ours = backend.decrypt(whole, {&wrong.handle});
  auto bytes = whole;
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  const auto damaged = backend.decrypt(bytes, {&alice});
  for (const auto* each : {&not_ours, &damaged}) {
    // One time in 256 noise ends in valid padding: then it is noise, never the post.
    if (each->status == CHANCERY_VALID) {
      CHECK(each->content != vector("post.crlf"));
      continue;
    }
    CHECK(status_name(each->status) == "invalid");
    CHECK(each->content.empty());
    CHECK(each->reason == "it cannot be opened with the key that it names");
  }
}

TEST_CASE(
    "no damaged byte of an authenticated envelope releases anything but "
    "the content",
    "[gcm]") {
  const Backend backend;
  const auto carol = key(backend, "carol");
  const auto whole = vector("ec-gcm.enveloped"), post = vector("post.crlf");
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 4);
    const auto opened = backend.decrypt(bytes, {&carol});
    INFO("byte " << at << ": " << opened.error << opened.reason);
    CHECK((opened.content.empty() || opened.content == post));
    CHECK((opened.content.empty() || opened.status == CHANCERY_VALID));
  }
}

TEST_CASE("a truncated envelope releases nothing") {
  const Backend backend;
  const auto notes = key(backend, "notes");
  for (const auto* name : {"cbc", "gcm", "indefinite"}) {  // of every kind, opened or not
    const auto whole = vector(name + std::string(".enveloped"));
    for (std::size_t size = 0; size < whole.size(); size += 5) {
      const auto opened = backend.decrypt(whole.substr(0, size), {&notes});
      CHECK(opened.content.empty());
      CHECK(opened.status != CHANCERY_VALID);
    }
  }
}

TEST_CASE("a tag too short to prove anything is refused", "[gcm]") {
  // The tag is the last element: its length and that of everything around it shrink.
  const Backend backend;
  const auto sealed = backend.seal("content", "AES-256-GCM");
  const auto prepared = backend.prepare(vector("notes.pem"));
  const auto head = backend.head(sealed, {prepared.bytes});
  REQUIRE(head.ok());
  auto bytes = head.bytes + std::string(sealed.tail.substr(0, sealed.tail.size() - 18));
  bytes += std::string("\x04\x08", 2) + std::string(sealed.tail.substr(sealed.tail.size() - 16, 8));
  for (const std::size_t at : {2u, 19u, 23u}) {  // the lengths of the three elements around it
    REQUIRE(static_cast<unsigned char>(bytes[at - 1]) == 0x82);
    const auto length =
        (static_cast<unsigned char>(bytes[at]) << 8 | static_cast<unsigned char>(bytes[at + 1])) -
        8;
    bytes[at] = static_cast<char>(length >> 8);
    bytes[at + 1] = static_cast<char>(length & 0xff);
  }
  const auto notes = key(backend, "notes");
  const auto opened = backend.decrypt(bytes, {&notes});
  INFO(opened.error << opened.reason);
  CHECK(status_name(opened.status) == "invalid");
  CHECK_THAT(opened.reason, Contains("tag"));
}

TEST_CASE("an unknown cipher is unsupported") {
  auto bytes = vector("cbc.enveloped");
  const std::string aes_256_cbc("\x60\x86\x48\x01\x65\x03\x04\x01\x2a", 9);
  bytes[bytes.find(aes_256_cbc) + 8] = 0x7d;
  const Backend backend;
  const auto notes = key(backend, "notes");
  const auto opened = backend.decrypt(bytes, {&notes});
  CHECK(status_name(opened.status) == "unsupported");
  CHECK(opened.algorithm == "2.16.840.1.101.3.4.1.125");
}

TEST_CASE("GCM without a place for its tag is refused") {
  auto bytes = vector("cbc.enveloped");
  const std::string aes_256_cbc("\x60\x86\x48\x01\x65\x03\x04\x01\x2a", 9);
  bytes[bytes.find(aes_256_cbc) + 8] = 0x2e;
  const Backend backend;
  const auto notes = key(backend, "notes");
  CHECK(status_name(backend.decrypt(bytes, {&notes}).status) == "invalid");
}

TEST_CASE("what is not encrypted cannot be decrypted") {
  const Backend backend;
  const auto notes = key(backend, "notes");
  for (const auto* name : {"alice.opaque", "data.cms", "picture.pem"})
    CHECK(backend.decrypt(vector(name), {&notes}).code == CHANCERY_UNUSABLE);
}
