// Times as they are written and read.
#include "base/clock.hpp"
#include "support/catch.hpp"

using namespace chancery;

TEST_CASE("times are read in RFC 3339 and as seconds since 1970") {
  const std::pair<std::string_view, std::int64_t> cases[] = {
      {"0", 0},
      {"1362096000", 1362096000},
      {"253402300799", 253402300799},
      {"1970-01-01T00:00:00Z", 0},
      {"2026-11-24T09:00:00Z", 1795510800},
      {"2026-11-24t09:00:00z", 1795510800},
      {"2026-11-24 09:00:00Z", 1795510800},
      {"2026-11-24T10:00:00+01:00", 1795510800},
      {"2026-11-24T03:30:00-05:30", 1795510800},
      {"2026-11-24T09:00:00.999Z", 1795510800},
      {"2024-02-29T00:00:00Z", 1709164800},
      {"1969-12-31T23:59:59Z", -1},
      {"9999-12-31T23:59:59Z", 253402300799},
  };
  for (const auto& [text, expected] : cases) {
    CAPTURE(text);
    const auto time = parse_time(text);
    REQUIRE(time);
    CHECK(seconds(*time) == expected);
  }
}

TEST_CASE("what is no time is refused, with how to write one") {
  for (const std::string_view text : {"",
                                      "now",
                                      "-1",
                                      "253402300800",
                                      "99999999999999999999",
                                      "12x",
                                      "2026-11-24",
                                      "2026-11-24T09:00:00",
                                      "2026-13-24T09:00:00Z",
                                      "2026-02-30T09:00:00Z",
                                      "2023-02-29T00:00:00Z",
                                      "2026-11-24T24:00:00Z",
                                      "2026-11-24T09:60:00Z",
                                      "2026-11-24T09:00:61Z",
                                      "2026-11-24T09:00:00.Z",
                                      "2026-11-24T09:00:00+0100",
                                      "2026-11-24T09:00:00+25:00",
                                      "2026-11-24T09:00:00Zx",
                                      "-026-11-24T09:00:00Z",
                                      "2026-+1-24T09:00:00Z",
                                      "2026/11/24T09:00:00Z",
                                      "\xff\n"}) {
    CAPTURE(text);
    const auto time = parse_time(text);
    REQUIRE_FALSE(time);
    CHECK(time.error().code == Code::unusable);
    CHECK_THAT(time.error().what, Contains("is no time"));
    CHECK_FALSE(time.error().hint.empty());
  }
}

TEST_CASE("times are written for people and for mail") {
  const auto time = from_seconds(1795510800);
  CHECK(rfc3339(time) == "2026-11-24T09:00:00Z");
  CHECK(rfc5322(time) == "Tue, 24 Nov 2026 09:00:00 +0000");
  CHECK(rfc3339(from_seconds(0)) == "1970-01-01T00:00:00Z");
  CHECK(rfc3339(from_seconds(-1)) == "1969-12-31T23:59:59Z");
  CHECK(rfc5322(from_seconds(1709164800)) == "Thu, 29 Feb 2024 00:00:00 +0000");
}

TEST_CASE("what is written can be read again") {
  for (const std::int64_t s : {0L, 951782400L, 1795510800L, 4102444799L, 253402300799L})
    CHECK(*parse_time(rfc3339(from_seconds(s))) == from_seconds(s));
}
