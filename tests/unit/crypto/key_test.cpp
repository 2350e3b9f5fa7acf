// Private keys: every form they come in, the one form they are kept in, and what is refused.
#include "backend.hpp"

#include "support/catch.hpp"

using namespace test;

namespace {

std::string password(const std::string& name) {
  auto line = vector(name);
  line.erase(line.find('\n'));
  return line;
}
std::string site() { return password("site.password"); }
std::string of_p12() { return password("p12.password"); }

chancery_code opened(const std::string& key, const std::string& certificate,
                     const std::string& secret) {
  const Backend backend;
  const auto result = backend.open_key(key, certificate, secret);
  INFO(result.error);
  CHECK(result.ok() == (result.handle.get() != nullptr));
  CHECK(result.ok() == result.error.empty());
  if (!secret.empty()) CHECK(result.error.find(secret) == std::string::npos);
  return result.code;
}

}  // namespace

TEST_CASE("plain keys are opened in every form, whatever the password") {
  for (const auto* name : {"notes-plain.key", "notes-der.key", "notes-traditional.key",
                           "notes-traditional-der.key", "notes-all.pem"})
    for (const auto& secret : {std::string(), std::string("not needed")}) {
      INFO(name);
      CHECK(opened(vector(name), vector("notes.pem"), secret) == CHANCERY_OK);
    }
  CHECK(opened(vector("notes-plain.key"), vector("notes.der"), "") == CHANCERY_OK);
}

TEST_CASE("a key on a curve is opened", "[ec]") {
  CHECK(opened(vector("carol-traditional.key"), vector("carol.pem"), "") == CHANCERY_OK);
  CHECK(opened(vector("carol.p12"), "", of_p12()) == CHANCERY_OK);
  CHECK(opened(vector("carol.key"), vector("dan.pem"), "") == CHANCERY_UNUSABLE);
}

namespace {

void check_encrypted(std::initializer_list<const char*> names) {
  for (const auto* name : names) {
    INFO(name);
    CHECK(opened(vector(name), vector("notes.pem"), site()) == CHANCERY_OK);
    CHECK(opened(vector(name), vector("notes.pem"), "wrong") == CHANCERY_NO_KEY);
    CHECK(opened(vector(name), vector("notes.pem"), "") == CHANCERY_NO_KEY);
    CHECK(opened(vector(name), vector("notes.pem"), std::string(2000, 'x')) == CHANCERY_NO_KEY);
  }
}

}  // namespace

TEST_CASE("encrypted keys are opened by their password and by no other") {
  check_encrypted({"notes-encrypted.key", "notes-pkcs8.der"});
}

TEST_CASE("keys encrypted in the ways of old are opened", "[old-key]") {
  check_encrypted({"notes-traditional-encrypted.key", "notes-md5-des.key"});
}

TEST_CASE("no wrong password opens a key by chance") {
  const Backend backend;
  const auto key = vector("notes-pkcs8.der"), certificate = vector("notes.pem");
  for (int i = 0; i < 600; ++i)
    CHECK(backend.open_key(key, certificate, "wrong " + std::to_string(i)).code == CHANCERY_NO_KEY);
}

TEST_CASE("PKCS#12 files are opened with their certificate, old ones too") {
  CHECK(opened(vector("notes.p12"), "", of_p12()) == CHANCERY_OK);
  CHECK(opened(vector("notes-legacy.p12"), "", of_p12()) == CHANCERY_OK);
  CHECK(opened(vector("notes-empty-password.p12"), "", "") == CHANCERY_OK);
  CHECK(opened(vector("notes-utf8-password.p12"), "", "żółw") == CHANCERY_OK);
  CHECK(opened(vector("notes-utf8-password.p12"), "", "żółf") == CHANCERY_NO_KEY);
  for (const auto* name : {"notes.p12", "notes-legacy.p12"})
    for (const auto& wrong : {std::string("wrong"), std::string(), std::string("a\0b", 3)})
      CHECK(opened(vector(name), "", wrong) == CHANCERY_NO_KEY);
  CHECK(opened(vector("notes.p12"), vector("alice.pem"), of_p12()) == CHANCERY_UNUSABLE);
  CHECK(opened(vector("certificate-only.p12"), "", of_p12()) == CHANCERY_UNUSABLE);
}

TEST_CASE("a key and a certificate that do not belong together are refused") {
  CHECK(opened(vector("notes-plain.key"), vector("alice.pem"), "") == CHANCERY_UNUSABLE);
}

TEST_CASE(
    "the certificate that fits is found among several, and in the file "
    "of the key") {
  CHECK(opened(vector("notes-plain.key"), vector("ca.pem") + vector("notes.pem"), "") ==
        CHANCERY_OK);
  CHECK(opened(vector("notes-all.pem"), "", "") == CHANCERY_OK);
  CHECK(opened(vector("notes-plain.key"), "", "") == CHANCERY_UNUSABLE);
}

TEST_CASE("what is no key is refused with a sentence") {
  const Backend backend;
  for (const auto& input :
       {std::string(), std::string("hello"), vector("picture.pem"), vector("notes.pem"),
        vector("notes.der"), vector("notes.p12").substr(0, 500),
        std::string("-----BEGIN PRIVATE KEY-----\n???\n-----END "
                    "PRIVATE KEY-----\n")}) {
    const auto result = backend.open_key(input, vector("notes.pem"), of_p12());
    CHECK(result.code == CHANCERY_UNUSABLE);
    CHECK(result.error.size() > 20);
  }
  const auto picture = backend.open_key(vector("notes-plain.key"), vector("picture.pem"), "");
  CHECK(picture.code == CHANCERY_UNUSABLE);
  CHECK_THAT(picture.error, Contains("certificate"));
}

namespace {

void check_imported(const std::string& key, const std::string& certificate,
                    const std::string& secret) {
  const Backend backend;
  const auto imported = backend.import_key(key, certificate, secret, "a new password");
  INFO(imported.error);
  REQUIRE(imported.ok());
  CHECK(imported.key.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
  CHECK(backend.certificates(imported.certificate).certificates.at(0).der == vector("notes.der"));
  CHECK(opened(imported.key, imported.certificate, "a new password") == CHANCERY_OK);
  CHECK(opened(imported.key, imported.certificate, secret) == CHANCERY_NO_KEY);
}

}  // namespace

TEST_CASE("an imported key is kept as PKCS#8 PEM under the new password") {
  check_imported(vector("notes-encrypted.key"), vector("notes.pem"), site());
  check_imported(vector("notes-traditional.key"), vector("notes.pem"), "");
}

TEST_CASE("a key imported from PKCS#12 is kept as one from PEM") {
  check_imported(vector("notes-legacy.p12"), "", of_p12());
  check_imported(vector("notes.p12"), "", of_p12());
}

TEST_CASE("a key is not stored without a password") {
  const Backend backend;
  const auto imported = backend.import_key(vector("notes.key"), vector("notes.pem"), "", "");
  CHECK(imported.code == CHANCERY_MISCONFIGURED);
  CHECK(imported.key.empty());
}

TEST_CASE("a key damaged in its private half is refused at import") {
  // The last octets of a PKCS#1 key are its CRT coefficient.
  auto key = vector("notes-traditional-der.key");
  key[key.size() - 5] = static_cast<char>(key[key.size() - 5] ^ 1);
  key[400] = static_cast<char>(key[400] ^ 1);
  const Backend backend;
  CHECK(backend.import_key(key, vector("notes.pem"), "", "x").code == CHANCERY_UNUSABLE);
}
