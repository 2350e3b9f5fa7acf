// What filters ask the store in words of their own: nothing but reading, values never read as SQL,
// and not for long.
#include "fixture.hpp"
#include "support/catch.hpp"

using namespace test;
using Catch::Matchers::Contains;

namespace {

struct House {
  Folder folder;
  std::unique_ptr<Store> store = folder.open();

  House() {
    for (const std::string address : {"alice@x.org", "bob@x.org"})
      REQUIRE(store->add("staff", {Address::make(address).value(), "A", Role::member}));
  }
  Result<bool> ask(const std::string& sql, const std::vector<std::string>& values = {},
                   int patience = 10) const {
    return store->holds({sql, values, std::chrono::seconds(patience)});
  }
};

}  // namespace

TEST_CASE("a condition holds if the first column of the first row is a number other than 0") {
  const House house;
  const std::string count = "SELECT count(*) FROM member WHERE address = ? AND list = ?";
  CHECK(house.ask(count, {"alice@x.org", "staff"}).value());
  CHECK_FALSE(house.ask(count, {"eve@x.org", "staff"}).value());
  CHECK(house.ask("SELECT -0.5").value());
  CHECK_FALSE(house.ask("SELECT 0, 1").value());
  CHECK_FALSE(house.ask("SELECT NULL").value());
  CHECK_FALSE(house.ask("SELECT 1 WHERE 1 = 0;  \n").value());
  CHECK(house
            .ask("WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 9) "
                 "SELECT max(i) FROM n")
            .value());
}

TEST_CASE("a value is never read as SQL") {
  const House house;
  for (const auto& value : std::vector<std::string>{"' OR 1=1 --", "alice@x.org' --",
                                                    "x'; DELETE FROM member; --", "?", "$1", "\\'"})
    CHECK_FALSE(house.ask("SELECT count(*) FROM member WHERE address = ?", {value}).value());
  CHECK(house.store->count("staff", Role::member).value() == 2);
}

TEST_CASE("a value that is no text is nobody's, and no fault of the statement") {
  const House house;
  for (const auto& value : {std::string("alice@x.org\0", 12), std::string("alice@x.org\xFF"),
                            std::string("\0alice@x.org", 12), std::string("\xFF'")})
    CHECK_FALSE(house.ask("SELECT count(*) FROM member WHERE address = ?", {value}).value());
}

TEST_CASE("a value beside a number is read as one") {
  const House house;
  const auto equal = [&](const std::string& type, const std::string& value) {
    return house
        .ask("WITH n AS (SELECT CAST(1234567 AS " + type + ") AS at) SELECT count(*) FROM n" +
                 " WHERE at = ?",
             {value})
        .value();
  };
  for (const std::string type : {"bigint", "integer"}) {
    CHECK(equal(type, "1234567"));
    CHECK(equal(type, "0001234567"));
    CHECK(equal(type, "01234567"));  // eight characters, as many as bytes of a number
    CHECK_FALSE(equal(type, "1234"));
    CHECK_FALSE(equal(type, "12345678"));
  }
}

TEST_CASE("a condition may read and nothing else") {
  const House house;
  for (const std::string sql :
       {"DELETE FROM member", "UPDATE member SET list = 'x'", "DROP TABLE member",
        "INSERT INTO member SELECT * FROM member", "CREATE TABLE x (y)", "PRAGMA user_version = 0",
        "ATTACH 'other.db' AS other", "BEGIN", "VACUUM", "SELECT 1; DELETE FROM member"}) {
    INFO(sql);
    const auto answer = house.ask(sql);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Code::misconfigured);
  }
  CHECK(house.store->count("staff", Role::member).value() == 2);
  CHECK(house.store->add("staff", {Address::make("eve@x.org").value(), "", Role::owner}).value());
}

TEST_CASE("before it is asked a condition shows whether it could be") {
  const House house;
  const auto check = [&](const std::string& sql, const std::vector<std::string>& values) {
    return house.store->check({sql, values, std::chrono::seconds(10)});
  };
  CHECK(check("SELECT count(*) FROM member WHERE address = ?", {""}));
  CHECK(check("SELECT 1 WHERE 1 = ?", {""}));  // what no number is says nothing yet
  for (const std::string sql :
       {"DELETE FROM member", "SELECT x FROM nowhere", "nonsense", "", "SELECT 1; SELECT 2"}) {
    INFO(sql);
    const auto answer = check(sql, {});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Code::misconfigured);
  }
  const auto unbound = check("SELECT 1 WHERE '?' = 'x'", {""});
  REQUIRE_FALSE(unbound);
  CHECK(unbound.error().code == Code::misconfigured);
  CHECK(house.ask("SELECT 1").value());
}

TEST_CASE("a condition that is wrong, or answers by a text, is an error") {
  const House house;
  for (const std::string sql : {"", "  ;", "nonsense", "SELECT x FROM nowhere", "SELECT 'yes'",
                                "SELECT address FROM member", "SELECT x'01'"}) {
    INFO(sql);
    const auto answer = house.ask(sql);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Code::misconfigured);
  }
  CHECK_THAT(house.ask("SELECT '?'", {"a"}).error().what, Contains("in quotes"));
  CHECK_FALSE(house.ask("SELECT ?", {"1", "2"}));
}

TEST_CASE("a condition that runs on is stopped, and the store answers others") {
  const House house;
  const auto answer = house.ask(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n", {},
      1);
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == Code::try_later);
  CHECK_THAT(answer.error().what, Contains("longer than 1 second"));
  CHECK(house.ask("SELECT 1").value());
}
