// Which certificate is chosen, what an administrator may say about it, and how an older file gets
// there.
#include "fixture.hpp"
#include "support/catch.hpp"

#include <sqlite3.h>

#include <future>
#include <thread>

using namespace test;
using Catch::Matchers::Contains;
using Lines = std::vector<std::string>;

namespace {

const Authority admin{"administrator", now};

struct KeyHolder : Folder {
  std::unique_ptr<Store> store = open();
  Address who = address("a@example.org");

  KeyHolder() { REQUIRE(store->add("staff", member("a@example.org"))); }
  // `age` in days decides which is newer.
  void give(const std::string& fingerprint, int age, std::string_view refusal = {}) {
    auto one = certificate(fingerprint);
    one.certificate.not_before = now - age * day;
    const auto prepared = refusal.empty() ? "sealed " + fingerprint : std::string();
    REQUIRE(store->add_certificate(who, one, openssl, prepared, refusal));
  }
  std::string sealed_to() { return recipients(*store, "staff").at(0).substr(14); }
  // The first line of what is listed is the choice.
  std::vector<StoredCertificate> listed() { return store->certificates(who, now, openssl).value(); }
};

void sql(const std::string& file, const char* text) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
  char* message = nullptr;
  const int code = sqlite3_exec(handle, text, nullptr, nullptr, &message);
  INFO((message ? message : ""));
  sqlite3_close(handle);
  REQUIRE(code == SQLITE_OK);
}

// What the first schema looked like.
constexpr const char* schema_1 = R"sql(
  PRAGMA journal_mode = WAL;
  CREATE TABLE member (list TEXT NOT NULL, role TEXT NOT NULL, address TEXT NOT NULL,
    name TEXT NOT NULL, PRIMARY KEY (list, role, address)) STRICT, WITHOUT ROWID;
  CREATE TABLE certificate (id INTEGER PRIMARY KEY, address TEXT NOT NULL,
    fingerprint TEXT NOT NULL, may_encrypt INTEGER NOT NULL, weak INTEGER NOT NULL,
    not_before INTEGER NOT NULL, not_after INTEGER NOT NULL, may_sign INTEGER NOT NULL,
    is_ca INTEGER NOT NULL, key_bits INTEGER NOT NULL, key_algorithm TEXT NOT NULL,
    serial TEXT NOT NULL, subject TEXT NOT NULL, issuer TEXT NOT NULL, addresses TEXT NOT NULL,
    odd_addresses TEXT NOT NULL, source TEXT NOT NULL, added INTEGER NOT NULL,
    backend TEXT NOT NULL, backend_version INTEGER NOT NULL, prepared BLOB NOT NULL,
    der BLOB NOT NULL, UNIQUE (address, fingerprint)) STRICT;
  CREATE INDEX certificate_choice ON certificate (
    address, may_encrypt DESC, weak, not_before DESC, fingerprint, not_after);
  INSERT INTO member VALUES ('staff', 'member', 'a@example.org', '');
  INSERT INTO certificate VALUES (1, 'a@example.org', 'aa', 1, 0, 1790000000, 1810000000, 0, 0,
    2048, 'RSA', '', '', '', '', '', 'import', 1790000000, 'crypto_openssl', 3, x'7031', x'6401');
  INSERT INTO certificate VALUES (2, 'a@example.org', 'bb', 1, 0, 1795000000, 1810000000, 0, 0,
    256, 'EC', '', '', '', '', '', 'import', 1795000000, 'crypto_openssl', 3, x'', x'6402');
  PRAGMA application_id = 1128808782;
  PRAGMA user_version = 1;
)sql";

}  // namespace

TEST_CASE("a newer certificate that nothing can be sealed to does not displace a good one") {
  KeyHolder member;
  member.give("rsa", 9);
  member.give("secp256k1", 1, "encrypting to a key of the kind EC secp256k1");
  CHECK(member.sealed_to() == "sealed rsa||");
  const auto listed = member.listed();
  REQUIRE(listed.size() == 2);
  CHECK(listed[0].standing == Standing::usable);
  CHECK(listed[1].standing == Standing::refused);
  CHECK(why_not(listed[1]) == "encrypting to a key of the kind EC secp256k1");
}

TEST_CASE("when the backend refused every certificate, its reason is what the member is told") {
  KeyHolder member;
  member.give("aa", 1, "the point of the key is not on its curve");
  CHECK(member.sealed_to() == "||the point of the key is not on its curve");
}

TEST_CASE("a refusal counts for the backend and version that refused, and for no other") {
  KeyHolder member;
  member.give("aa", 1, "too new");
  const auto other = recipients(*member.store, "staff", now, {"crypto_openssl", 4});
  CHECK(other == Lines{"a@example.org |der of aa|needs preparing by crypto_openssl"});
}

TEST_CASE("what a later try came to is kept, and decides the next time") {
  KeyHolder member;
  member.give("old", 9);
  member.give("new", 1);
  const PreparedBy next{"crypto_openssl", 4};
  const auto sealed = [&] { return recipients(*member.store, "staff", now, next).at(0); };
  CHECK(sealed() == "a@example.org |der of new|needs preparing by crypto_openssl");
  REQUIRE(member.store->keep_prepared("a@example.org", "new", next, "", "refused"));
  CHECK(sealed() == "a@example.org |der of old|needs preparing by crypto_openssl");
  REQUIRE(member.store->keep_prepared("a@example.org", "old", next, "sealed anew", ""));
  CHECK(sealed() == "a@example.org sealed anew||");
  REQUIRE(member.store->keep_prepared("a@example.org", "none such", next, "x", ""));
  CHECK(member.listed().size() == 2);
}

TEST_CASE("the first that is listed is the one that is sealed to, whatever there is") {
  KeyHolder member;
  for (int variant = 0; variant < 64; ++variant) {
    auto one = certificate("c" + std::to_string(variant));
    one.certificate.may_encrypt = variant % 2 == 0;
    one.certificate.weak = variant % 3 == 0;
    one.certificate.not_before = now - (variant % 5 - 1) * day;
    one.certificate.not_after = now + (variant % 7 - 1) * day;
    const bool refused = variant % 11 < 9;
    REQUIRE(member.store->add_certificate(member.who, one, openssl, refused ? "" : "p",
                                          refused ? "refused" : ""));
    const auto first = member.listed().front();
    const auto& line = member.sealed_to();
    INFO(variant << ": " << line);
    if (first.standing == Standing::usable)
      CHECK(line == "p||");
    else
      CHECK(line == "||" + why_not(first));
  }
}

TEST_CASE("a pinned certificate is sealed to before every other") {
  KeyHolder member;
  member.give("old", 9);
  member.give("new", 1);
  CHECK(member.sealed_to() == "sealed new||");
  CHECK(member.store->pin(member.who, "old", admin).value());
  CHECK(member.sealed_to() == "sealed old||");
  CHECK(member.listed().front().pinned);

  SECTION("and adding it or another changes nothing") {
    member.give("old", 9);
    member.give("newest", 0);
    CHECK(member.sealed_to() == "sealed old||");
  }
  SECTION("until another is pinned") {
    CHECK(member.store->pin(member.who, "new", admin).value());
    CHECK(member.sealed_to() == "sealed new||");
    CHECK_FALSE(member.listed().back().pinned);
  }
  SECTION("until it is unpinned") {
    CHECK(member.store->unpin(member.who, admin).value());
    CHECK(member.sealed_to() == "sealed new||");
    CHECK_FALSE(member.store->unpin(member.who, admin).value());
  }
  SECTION("until it is removed") {
    CHECK(member.store->remove_certificate(member.who, "old", admin).value());
    CHECK(member.sealed_to() == "sealed new||");
  }
}

TEST_CASE("nothing else is sealed to while a pinned certificate cannot be used") {
  KeyHolder member;
  member.give("good", 1);
  auto gone = certificate("gone");
  gone.certificate.not_after = now - day;
  REQUIRE(member.store->add_certificate(member.who, gone, openssl, "p"));
  CHECK(member.sealed_to() == "sealed good||");
  REQUIRE(member.store->pin(member.who, "gone", admin).value());
  CHECK(member.sealed_to() == "||pinned, but expired");
}

TEST_CASE("what is pinned for one address says nothing about another") {
  KeyHolder member;
  const auto other = address("b@example.org");
  member.give("aa", 1);
  REQUIRE(member.store->add_certificate(other, certificate("aa"), openssl, "p"));
  REQUIRE(member.store->pin(member.who, "aa", admin).value());
  CHECK_FALSE(member.store->certificates(other, now, openssl).value().at(0).pinned);
  CHECK_FALSE(member.store->pin(other, "zz", admin).value());
  CHECK_FALSE(member.store->remove_certificate(other, "zz", admin).value());
}

TEST_CASE("the history tells what became of a certificate, also when it is gone") {
  KeyHolder member;
  member.give("aa", 1);
  member.give("aa", 1);
  REQUIRE(member.store->pin(member.who, "aa", admin).value());
  REQUIRE(member.store->unpin(member.who, admin).value());
  REQUIRE(member.store->remove_certificate(member.who, "aa", admin).value());
  Lines seen;
  const auto history = member.store->history(member.who).value();
  for (const auto& event : history) {
    seen.push_back(event.event + " by " + event.source);
    CHECK(event.fingerprint == "aa");
    CHECK(event.at == now);
  }
  CHECK(seen == Lines{"added by import", "pinned by administrator", "unpinned by administrator",
                      "removed by administrator"});
}

TEST_CASE("a store of the first schema is brought up to date with what it holds", "[embedded]") {
  const Folder folder;
  sql(folder.file, schema_1);
  const auto store = folder.open();
  const auto found = store->certificates(address("a@example.org"), now, openssl).value();
  REQUIRE(found.size() == 2);
  CHECK(found[0].certificate.fingerprint == "aa");
  CHECK(found[0].standing == Standing::usable);
  // It was not kept why nothing was prepared of the other: it is tried again.
  CHECK(found[1].standing == Standing::untried);
  CHECK(recipients(*store, "staff") == Lines{"a@example.org p1||"});
  CHECK(store->history(address("a@example.org")).value().size() == 2);
}

TEST_CASE("an older program that waits while a newer one migrates does not lower the number",
          "[embedded]") {
  const Folder folder;
  sql(folder.file, schema_1);
  sqlite3* newer = nullptr;
  REQUIRE(sqlite3_open(folder.file.c_str(), &newer) == SQLITE_OK);
  REQUIRE(sqlite3_exec(newer, "BEGIN IMMEDIATE; PRAGMA user_version = 9", nullptr, nullptr,
                       nullptr) == SQLITE_OK);
  // It sees schema 1, and waits for the lock to migrate.
  auto older = std::async(std::launch::async, [&] { return Store::open(folder.file); });
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  REQUIRE(sqlite3_exec(newer, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK);
  const auto opened = older.get();
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == Code::misconfigured);
  CHECK_THAT(opened.error().what, Contains("schema 9"));
  sqlite3_stmt* statement = nullptr;
  REQUIRE(sqlite3_prepare_v2(newer, "PRAGMA user_version", -1, &statement, nullptr) == SQLITE_OK);
  REQUIRE(sqlite3_step(statement) == SQLITE_ROW);
  CHECK(sqlite3_column_int64(statement, 0) == 9);
  sqlite3_finalize(statement);
  sqlite3_close(newer);
}
