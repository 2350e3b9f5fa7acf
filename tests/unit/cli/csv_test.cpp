// RFC 4180, and what people's programs make of it.
#include "support/catch.hpp"

#include "cli/csv.hpp"

using chancery::cli::read_csv;
using Fields = std::vector<std::string>;

TEST_CASE("fields are separated by commas and rows by LF or CRLF") {
  const auto rows = read_csv("a@x,Anna\r\nb@x\n");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].fields == Fields{"a@x", "Anna"});
  CHECK(rows[1].fields == Fields{"b@x"});
}

TEST_CASE("a quoted field may hold commas, doubled quotes and line breaks") {
  const auto rows = read_csv("a@x,\"Smith, \"\"Al\"\"\",x\nb@x,\"two\nlines\"\nc@x");
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].fields[1] == "Smith, \"Al\"");
  CHECK(rows[1].fields[1] == "two\nlines");
  CHECK(rows[2].line == 4);
}

TEST_CASE("empty lines and a byte order mark are no rows") {
  const auto rows = read_csv(
      "\xEF\xBB\xBF"
      "a@x\n\n\r\nb@x\n");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].fields[0] == "a@x");
  CHECK(rows[1].line == 4);
}

TEST_CASE("an empty last field is a field") {
  const auto rows = read_csv("a@x,\n");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].fields == Fields{"a@x", ""});
}

TEST_CASE("broken quoting is a problem of its row alone") {
  const auto rows = read_csv("a\"b@x\n\"c@x\"d,e\nf@x\n\"g@x");
  REQUIRE(rows.size() == 4);
  CHECK_FALSE(rows[0].problem.empty());
  CHECK_FALSE(rows[1].problem.empty());
  CHECK(rows[1].fields[1] == "e");
  CHECK(rows[2].problem.empty());
  CHECK_FALSE(rows[3].problem.empty());
}
