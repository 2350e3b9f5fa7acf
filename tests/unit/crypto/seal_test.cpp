// Sealing: encrypted once, one beginning a member; opened again by us, and read by others in
// foreign_test.cpp.
#include "backend.hpp"

#include "support/catch.hpp"

#include <openssl/cms.h>

using namespace test;

namespace {

Handle key(const Backend& backend, const std::string& name) {
  auto opened = backend.open_key(vector(name + ".key"), vector(name + ".pem"), "");
  REQUIRE(opened.ok());
  return std::move(opened.handle);
}

std::string prepared(const Backend& backend, const std::string& name) {
  auto made = backend.prepare(vector(name + ".pem"));
  INFO(name << ": " << made.error);
  REQUIRE(made.ok());
  return made.bytes;
}

std::string sealed(const Backend& backend, const Content& content,
                   const std::vector<std::string>& names) {
  std::vector<std::string> all;
  for (const auto& name : names) all.push_back(prepared(backend, name));
  const auto head = backend.head(content, all);
  INFO(head.error);
  REQUIRE(head.ok());
  return head.bytes + std::string(content.tail);
}

// What OpenSSL writes after reading: the same bytes, if they were DER.
std::string written_again(const std::string& bytes) {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  auto* cms = d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(bytes.size()));
  REQUIRE(cms);
  CHECK(at == reinterpret_cast<const unsigned char*>(bytes.data() + bytes.size()));
  unsigned char* again = nullptr;
  const int size = i2d_CMS_ContentInfo(cms, &again);
  std::string out(reinterpret_cast<char*>(again), static_cast<std::size_t>(std::max(size, 0)));
  OPENSSL_free(again);
  CMS_ContentInfo_free(cms);
  return out;
}

}  // namespace

TEST_CASE(
    "one content is sealed for each member, and each opens their own "
    "copy alone",
    "[ec]") {
  const Backend backend;
  const std::vector<std::string> members = {"alice", "bob", "carol", "dan", "erin"};
  for (const auto* cipher : {"AES-256-CBC", "AES-256-GCM"})
    for (const auto* content : {"post.crlf", "post-50k.crlf"}) {
      const auto post = vector(content);
      const auto session = backend.seal(post, cipher);
      REQUIRE(session.ok());
      for (const auto& member : members) {
        const auto envelope = sealed(backend, session, {member});
        for (const auto& reader : members) {
          const auto own = key(backend, reader);
          const auto opened = backend.decrypt(envelope, {&own});
          INFO(cipher << " for " << member << " read by " << reader << ": " << opened.reason);
          CHECK(status_name(opened.status) == (reader == member ? "valid" : "no_key"));
          CHECK(opened.content == (reader == member ? post : ""));
          CHECK(opened.algorithm == cipher);
        }
      }
    }
}

TEST_CASE("beginning and end together are one DER ContentInfo", "[ec]") {
  const Backend backend;
  for (const auto* cipher : {"AES-256-CBC", "AES-256-GCM"})
    for (const std::size_t size : {0u, 1u, 15u, 16u, 100u, 127u, 128u, 60000u, 70000u, 17000000u}) {
      const auto session = backend.seal(std::string(size, 'x'), cipher);
      for (const std::vector<std::string>& members :
           {std::vector<std::string>{"alice"}, {"carol"}, {"alice", "carol", "bob", "dan"}}) {
        const auto envelope = sealed(backend, session, members);
        INFO(cipher << " " << size << " for " << members.size());
        CHECK((envelope == written_again(envelope)));
      }
    }
}

TEST_CASE("several members may share one envelope", "[ec]") {
  const Backend backend;
  const auto session = backend.seal("content", "AES-256-CBC");
  const auto envelope = sealed(backend, session, {"dan", "alice", "carol"});
  for (const auto* reader : {"alice", "carol", "dan"}) {
    const auto own = key(backend, reader);
    CHECK(backend.decrypt(envelope, {&own}).content == "content");
  }
}

TEST_CASE("two contents never share a key, nor two beginnings a wrapping", "[ec]") {
  const Backend backend;
  const auto one = backend.seal("content", "AES-256-CBC");
  const auto other = backend.seal("content", "AES-256-CBC");
  CHECK(one.tail != other.tail);
  for (const auto* name : {"alice"}) {
    const auto member = prepared(backend, name);
    CHECK(backend.head(one, {member}).bytes != backend.head(one, {member}).bytes);
  }
  // A beginning before the wrong end opens nothing.
  const auto carol = key(backend, "carol");
  const auto head = backend.head(one, {prepared(backend, "carol")});
  const auto crossed = backend.decrypt(head.bytes + std::string(other.tail), {&carol});
  CHECK(crossed.content != "content");
}

TEST_CASE("an envelope to nobody is an error") {
  const Backend backend;
  const auto session = backend.seal("content", "AES-256-CBC");
  const auto head = backend.head(session, {});
  CHECK(head.code == CHANCERY_FAILED);
  CHECK(head.bytes.empty());
}

TEST_CASE("what cannot be encrypted with is unsupported") {
  const Backend backend;
  for (const auto* cipher : {"", "aes-256-cbc", "AES-128-CBC", "NULL"})
    CHECK(backend.seal("content", cipher).code == CHANCERY_UNSUPPORTED);
}

TEST_CASE("a certificate that is not for encryption is not prepared") {
  const Backend backend;
  for (const auto& [name, code] :
       {std::pair("sign-only", CHANCERY_UNUSABLE), std::pair("no-repudiation", CHANCERY_UNUSABLE),
        std::pair("server", CHANCERY_UNUSABLE), std::pair("ca", CHANCERY_UNUSABLE),
        std::pair("weak", CHANCERY_UNUSABLE), std::pair("eve", CHANCERY_UNSUPPORTED),
        std::pair("xavier", CHANCERY_UNSUPPORTED)}) {
    const auto made = backend.prepare(vector(std::string(name) + ".pem"));
    INFO(name);
    CHECK(made.code == code);
    CHECK(made.bytes.empty());
    CHECK_FALSE(made.error.empty());
  }
  CHECK(backend.prepare("").code == CHANCERY_UNUSABLE);
  CHECK(backend.prepare(vector("picture.pem")).code == CHANCERY_UNUSABLE);
}

TEST_CASE("a point off its curve is not prepared") {
  const Backend backend;
  auto der = backend.certificates(vector("carol.pem")).certificates.at(0).der;
  const std::string before_point("\x03\x42\x00\x04", 4);
  const auto at = der.find(before_point);
  REQUIRE(at != std::string::npos);
  der[at + 60] = static_cast<char>(der[at + 60] ^ 1);
  CHECK_FALSE(backend.prepare(der).ok());
}

TEST_CASE("damaged prepared bytes are an error, whichever byte it is", "[ec]") {
  const Backend backend;
  const auto session = backend.seal("content", "AES-256-CBC");
  for (const auto* name : {"alice", "carol"}) {
    const auto whole = prepared(backend, name);
    for (std::size_t at = 0; at < whole.size(); ++at) {
      auto bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
      const auto head = backend.head(session, {bytes});
      INFO(name << " byte " << at);
      CHECK(head.code == CHANCERY_UNUSABLE);
      CHECK(head.bytes.empty());
    }
    for (std::size_t size = 0; size < whole.size(); ++size)
      CHECK(backend.head(session, {whole.substr(0, size)}).code == CHANCERY_UNUSABLE);
    CHECK(backend.head(session, {whole + "x"}).code == CHANCERY_UNUSABLE);
  }
}

TEST_CASE("one damaged member spoils nothing for the next") {
  const Backend backend;
  const auto session = backend.seal("content", "AES-256-CBC");
  CHECK_FALSE(backend.head(session, {"garbage"}).ok());
  const auto envelope = sealed(backend, session, {"alice"});
  const auto alice = key(backend, "alice");
  CHECK(backend.decrypt(envelope, {&alice}).content == "content");
}

TEST_CASE("capabilities say what is supported and what is not", "[ec]") {
  const Backend backend;
  std::vector<std::string> rows;
  const chancery_capability_sink sink{
      &rows, [](void* self, const chancery_capability* row) {
        const auto text = [](chancery_view v) { return std::string(v.data, v.size); };
        static_cast<std::vector<std::string>*>(self)->push_back(
            text(row->operation) + " " + text(row->algorithm) + " " + text(row->key) +
            (row->supported ? " yes" : " no"));
      }};
  backend.table().capabilities(backend.table().self, &sink);
  const auto has = [&](const std::string& row) {
    return std::find(rows.begin(), rows.end(), row) != rows.end();
  };
  CHECK(has("encrypt AES-256-CBC RSA yes"));
  CHECK(has("encrypt AES-256-GCM EC yes"));
  CHECK(has("encrypt AES-256-CBC X25519 no"));
  CHECK(has("verify SHA512 Ed25519 yes"));
}
