// What came encrypted goes on as it came: the same ciphertext, for other recipients.
#include "backend.hpp"

#include "support/catch.hpp"

using namespace test;

namespace {

Handle key(const Backend& backend, const std::string& name) {
  auto opened = backend.open_key(vector(name + ".key"), vector(name + ".pem"), "");
  REQUIRE(opened.ok());
  return std::move(opened.handle);
}

std::string envelope_for(const Backend& backend, const Content& session, const std::string& name) {
  const auto prepared = backend.prepare(vector(name + ".pem"));
  REQUIRE(prepared.ok());
  const auto head = backend.head(session, {prepared.bytes});
  INFO(head.error);
  REQUIRE(head.ok());
  return head.bytes + std::string(session.tail);
}

const auto sent = {std::tuple("cbc", "notes"),           std::tuple("aes128", "notes"),
                   std::tuple("3des", "notes"),          std::tuple("gcm", "notes"),
                   std::tuple("oaep", "notes"),          std::tuple("indefinite", "notes"),
                   std::tuple("with-password", "notes"), std::tuple("ec-gcm", "carol"),
                   std::tuple("ec-384", "dan"),          std::tuple("several", "carol"),
                   std::tuple("post-1m", "notes")};

std::string tlv(char tag, const std::string& content) {
  std::string out(1, tag);
  if (content.size() < 0x80) return out + static_cast<char>(content.size()) + content;
  std::string length;
  for (auto rest = content.size(); rest > 0; rest >>= 8)
    length.insert(length.begin(), static_cast<char>(rest));
  return out + static_cast<char>(0x80 + length.size()) + length + content;
}

// The content of the element that `bytes` begin with, which is taken off.
std::string take(std::string_view& bytes) {
  std::size_t size = static_cast<unsigned char>(bytes[1]), header = 2;
  if (size > 0x80) {
    header += size - 0x80;
    size = 0;
    for (std::size_t i = 2; i < header; ++i)
      size = size << 8 | static_cast<unsigned char>(bytes[i]);
  }
  std::string content(bytes.substr(header, size));
  bytes.remove_prefix(header + size);
  return content;
}

// An EnvelopedData with originatorInfo and unprotected attributes put in (RFC 5652 section 6.1).
std::string dressed(const std::string& cms, const std::string& originator,
                    const std::string& attributes) {
  std::string_view bytes = cms;
  const auto info = take(bytes);
  std::string_view fields = info;
  const auto type = take(fields);
  const auto wrapped = take(fields);
  std::string_view inner = wrapped;
  const auto envelope = take(inner);
  std::string_view rest = envelope;
  take(rest);  // version
  const auto dressed_envelope =
      tlv(0x30, std::string("\x02\x01\x02", 3) + originator + std::string(rest) + attributes);
  return tlv(0x30, tlv(0x06, type) + tlv(static_cast<char>(0xa0), dressed_envelope));
}

}  // namespace

TEST_CASE("what was opened goes on to members of every kind, and each opens the same content") {
  const Backend backend;
  for (const auto& [name, owner] : sent) {
    const auto own = key(backend, owner);
    const auto cms = vector(std::string(name) + ".enveloped");
    const auto opened = backend.open_envelope(cms, {&own});
    INFO(name << ": " << opened.error << opened.reason);
    REQUIRE(opened.ok());
    REQUIRE(status_name(opened.status) == "valid");
    REQUIRE(opened.session.handle.get());
    for (const std::string member : {"alice", "carol", "dan", "erin"}) {
      const auto envelope = envelope_for(backend, opened.session, member);
      const auto their = key(backend, member);
      const auto read = backend.decrypt(envelope, {&their});
      INFO(member << ": " << read.error << read.reason);
      CHECK(status_name(read.status) == "valid");
      CHECK(read.content == opened.content);
      CHECK(read.algorithm == opened.algorithm);
      if (member != owner) CHECK(status_name(backend.decrypt(envelope, {&own}).status) == "no_key");
    }
  }
}

TEST_CASE("the ciphertext passes byte for byte: what goes on ends as what came") {
  const Backend backend;
  for (const auto& [name, owner] : sent) {
    const auto own = key(backend, owner);
    const auto cms = vector(std::string(name) + ".enveloped");
    const auto opened = backend.open_envelope(cms, {&own});
    INFO(name);
    REQUIRE(opened.session.handle.get());
    // Of an indefinite length only the ends of contents around it stay behind.
    std::string_view whole = cms;
    while (!whole.ends_with(opened.session.tail)) {
      REQUIRE(whole.ends_with(std::string_view("\0\0", 2)));
      whole.remove_suffix(2);
    }
    CHECK(opened.session.tail.size() > opened.content.size());
  }
}

TEST_CASE("unprotected attributes and originator certificates pass") {
  const Backend backend;
  const auto notes = key(backend, "notes"), alice = key(backend, "alice");
  // [0] IMPLICIT OriginatorInfo { [0] IMPLICIT certs }; [1] IMPLICIT SET OF Attribute.
  const auto certificate = backend.certificates(vector("alice.pem")).certificates.at(0).der;
  const auto originator = tlv(static_cast<char>(0xa0), tlv(static_cast<char>(0xa0), certificate));
  const std::string name("\x06\x03\x2a\x03\x04", 5);
  const auto attributes =
      tlv(static_cast<char>(0xa1), tlv(0x30, name + tlv(0x31, tlv(0x0c, "as it came"))));
  const auto cms = dressed(vector("cbc.enveloped"), originator, attributes);
  const auto opened = backend.open_envelope(cms, {&notes});
  INFO(opened.error << opened.reason);
  REQUIRE(opened.session.handle.get());
  CHECK(opened.session.tail.ends_with(attributes));
  const auto envelope = envelope_for(backend, opened.session, "alice");
  CHECK(envelope.find(originator) != std::string::npos);
  CHECK(backend.decrypt(envelope, {&alice}).content == vector("post.crlf"));
}

TEST_CASE("only a tag makes an opening authenticated") {
  const Backend backend;
  const auto own = key(backend, "notes");
  for (const auto& [name, authenticated] : {std::pair("cbc", false), std::pair("gcm", true)}) {
    const auto cms = vector(std::string(name) + ".enveloped");
    CHECK(backend.open_envelope(cms, {&own}).authenticated == authenticated);
    CHECK(backend.decrypt(cms, {&own}).authenticated == authenticated);
  }
}

TEST_CASE("what does not open does not go on") {
  const Backend backend;
  const auto notes = key(backend, "notes"), carol = key(backend, "carol");
  const auto gcm = vector("gcm.enveloped"), cbc = vector("cbc.enveloped");
  const auto foreign = backend.open_envelope(cbc, {&carol});
  CHECK(status_name(foreign.status) == "no_key");
  CHECK_FALSE(foreign.session.handle.get());
  auto forged = gcm;
  forged.back() = static_cast<char>(forged.back() ^ 1);
  const auto opened = backend.open_envelope(forged, {&notes});
  CHECK(status_name(opened.status) == "invalid");
  CHECK(opened.content.empty());
  CHECK_FALSE(opened.session.handle.get());
  CHECK_FALSE(backend.open_envelope("no CMS", {&notes}).ok());
}

TEST_CASE("a wrapped key that is damaged looks like a content that is") {
  const Backend backend;
  const auto notes = key(backend, "notes");
  auto damaged_key = vector("cbc.enveloped"), damaged_content = damaged_key;
  damaged_key[damaged_key.find("\x04\x82\x01") + 40] ^= 1;  // within the RSA ciphertext
  damaged_content.back() ^= 1;
  int as_invalid = 0;
  // A random key passes the padding check once in 256 times; then too nothing goes on.
  for (int i = 0; i < 20; ++i) {
    const auto by_key = backend.open_envelope(damaged_key, {&notes});
    const auto by_content = backend.open_envelope(damaged_content, {&notes});
    CHECK_FALSE(by_key.session.handle.get());
    if (by_key.status == by_content.status && by_key.reason == by_content.reason) ++as_invalid;
  }
  CHECK(as_invalid >= 18);
}
