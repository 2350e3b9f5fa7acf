// What codes of the server mean, and what is told of addresses.
#include "postgres/failure.hpp"

#include "postgres/location.hpp"
#include "support/catch.hpp"

using namespace chancery;
using namespace chancery::postgres;

TEST_CASE("what comes and goes with a server is waited for, what stays is to be mended") {
  const auto code = [](std::string_view state) {
    return failure_of(state, "the database", "asking", "why").code;
  };
  for (const auto* state : {"", "08006", "53100", "53200", "53300", "40001", "40P01", "55P03",
                            "34000", "57P01", "57P02", "57P03", "58030", "25006", "25P02"}) {
    INFO(state);
    CHECK(code(state) == Code::try_later);
  }
  for (const auto* state : {"28P01", "28000", "3D000", "42501", "42P01", "3F000", "XX001"}) {
    INFO(state);
    CHECK(code(state) == Code::misconfigured);
  }
  CHECK(code("22021") == Code::unusable);
  CHECK(code("42601") == Code::failed);
}

TEST_CASE("a full disk of the server says so, with what was being done and where") {
  const auto error = failure_of("53100", "the database x on y", "accepting a message", "no space");
  CHECK(error.what == "accepting a message in the database x on y: no space (53100)");
  CHECK_THAT(error.hint, Contains("make room"));
}

TEST_CASE("of an address neither user nor password are shown") {
  for (const std::string address : {"postgresql://joe:sesame@db.example.org:6432/lists",
                                    "postgres://joe:sesame@/lists?host=/run",
                                    "postgresql://db.example.org/lists?user=joe&password=sesame"}) {
    INFO(address);
    REQUIRE(check_location(address));
    CHECK_THAT(shown(address), Contains("lists") && !Contains("joe") && !Contains("sesame"));
  }
  CHECK(shown("postgresql://db.example.org/lists") == "database lists on db.example.org");
  CHECK(shown("postgresql://") == "database of the user on this machine");
}

TEST_CASE("what is no address is misconfigured, and its text is not told") {
  for (const std::string address :
       {"postgresql://joe:sesame@db.example.org:sesame/lists", "postgresql://joe:sesame@[::1/x",
        "postgresql://joe@db/lists?sesame=1", "host='sesame", "postgresql://joe:12/sesame@db/lists",
        "postgresql://joe:a@sesame@db/lists"}) {
    INFO(address);
    const auto right = check_location(address);
    REQUIRE_FALSE(right);
    CHECK(right.error().code == Code::misconfigured);
    CHECK_THAT(right.error().what + right.error().hint, !Contains("sesame"));
  }
}
