// Sealing for RSA members by crypto_gpgme: opened by gpgsm, and by the other backend with none of
// its code.
#include "backend.hpp"

#include "support/catch.hpp"

#include <openssl/cms.h>

#include <algorithm>

using namespace test;

namespace {

Handle key(const Backend& backend, const std::string& name) {
  auto opened = backend.open_key(vector(name + ".key"), vector(name + ".pem"), "");
  INFO(opened.error);
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
  unsigned char* again = nullptr;
  const int size = i2d_CMS_ContentInfo(cms, &again);
  std::string out(reinterpret_cast<char*>(again), static_cast<std::size_t>(std::max(size, 0)));
  OPENSSL_free(again);
  CMS_ContentInfo_free(cms);
  return out;
}

}  // namespace

TEST_CASE("gpgme: each member opens their own copy alone, under either backend") {
  const Backend gpgme, openssl("crypto_openssl");
  const std::vector<std::string> members = {"alice", "bob", "notes"};
  for (const auto* content : {"post.crlf", "post-50k.crlf"}) {
    const auto post = vector(content);
    const auto session = gpgme.seal(post, "AES-256-CBC");
    REQUIRE(session.ok());
    for (const auto& member : members) {
      const auto envelope = sealed(gpgme, session, {member});
      for (const auto* reader_backend : {&gpgme, &openssl})
        for (const auto& reader : members) {
          const auto own = key(*reader_backend, reader);
          const auto opened = reader_backend->decrypt(envelope, {&own});
          INFO("for " << member << " read by " << reader << ": " << opened.reason);
          CHECK(status_name(opened.status) == (reader == member ? "valid" : "no_key"));
          CHECK(opened.content == (reader == member ? post : ""));
          CHECK(opened.algorithm == "AES-256-CBC");
        }
    }
  }
}

TEST_CASE("gpgme: what crypto_openssl sealed in CBC for an RSA member, gpgsm opens") {
  const Backend gpgme, openssl("crypto_openssl");
  const auto session = openssl.seal(vector("post.crlf"), "AES-256-CBC");
  const auto envelope = sealed(openssl, session, {"alice", "carol", "bob"});
  const auto bob = key(gpgme, "bob");
  CHECK(gpgme.decrypt(envelope, {&bob}).content == vector("post.crlf"));
}

TEST_CASE("gpgme: beginning and end together are one DER ContentInfo") {
  const Backend backend;
  for (const std::size_t size : {0u, 1u, 15u, 16u, 100u, 127u, 128u, 60000u, 70000u, 17000000u}) {
    const auto session = backend.seal(std::string(size, 'x'), "AES-256-CBC");
    for (const std::vector<std::string>& members :
         {std::vector<std::string>{"alice"}, {"alice", "notes", "bob"}}) {
      const auto envelope = sealed(backend, session, members);
      INFO(size << " for " << members.size());
      CHECK((envelope == written_again(envelope)));
    }
  }
}

TEST_CASE("gpgme: two contents never share a key, nor two beginnings a wrapping") {
  const Backend backend;
  const auto one = backend.seal("content", "AES-256-CBC");
  const auto other = backend.seal("content", "AES-256-CBC");
  CHECK(one.tail != other.tail);
  const auto alice = prepared(backend, "alice");
  const auto head = backend.head(one, {alice});
  CHECK(head.bytes != backend.head(one, {alice}).bytes);
  const auto own = key(backend, "alice");
  CHECK(backend.decrypt(head.bytes + std::string(other.tail), {&own}).content != "content");
}

TEST_CASE("gpgme: damaged prepared bytes are an error, whichever byte it is") {
  const Backend backend;
  const auto session = backend.seal("content", "AES-256-CBC");
  const auto whole = prepared(backend, "alice");
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    CHECK(backend.head(session, {bytes}).code == CHANCERY_UNUSABLE);
    CHECK(backend.head(session, {whole.substr(0, at)}).code == CHANCERY_UNUSABLE);
  }
  const Backend openssl("crypto_openssl");
  CHECK_FALSE(backend.head(session, {prepared(openssl, "alice")}).ok());
}

TEST_CASE("gpgme: a member whose key is on a curve is told so, as is a site that wants GCM") {
  const Backend backend;
  for (const auto* name : {"carol", "dan", "erin"}) {
    const auto made = backend.prepare(vector(name + std::string(".pem")));
    CHECK(made.code == CHANCERY_UNSUPPORTED);
    CHECK_THAT(made.error, Contains("EC P-"));
  }
  CHECK(backend.seal("content", "AES-256-GCM").code == CHANCERY_UNSUPPORTED);
}

TEST_CASE("gpgme: capabilities say what is supported and what is not") {
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
  CHECK(has("encrypt AES-256-GCM RSA no"));
  CHECK(has("encrypt AES-256-CBC EC no"));
  CHECK(has("decrypt AES-256-GCM RSA no"));
  CHECK(has("rewrap AES-256-CBC RSA no"));
  CHECK(has("verify SHA512 Ed25519 no"));
}
