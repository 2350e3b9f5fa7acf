// Where the content of DATA ends, however it arrives.
#include "service/data_reader.hpp"

#include "support/catch.hpp"

#include <string>
#include <vector>

using namespace chancery;

namespace {

struct Read {
  std::string content, rest;
  bool ended = false, bare = false;
};

// In pieces of that many bytes.
Read read(std::string_view input, std::size_t piece) {
  DataReader reader;
  Read result;
  while (!input.empty()) {
    const auto some = input.substr(0, piece);
    const auto taken = reader.take(some, result.content);
    input.remove_prefix(taken);
    if (reader.ended()) break;
    REQUIRE(taken == some.size());
  }
  result.rest = input;
  result.ended = reader.ended();
  result.bare = reader.saw_bare();
  return result;
}

void check(std::string_view input, std::string_view content, std::string_view rest, bool ended) {
  for (std::size_t piece = 1; piece <= input.size(); ++piece) {
    INFO("pieces of " << piece);
    const auto found = read(input, piece);
    CHECK(found.content == content);
    CHECK(found.rest == rest);
    CHECK(found.ended == ended);
    CHECK_FALSE(found.bare);
  }
}

}  // namespace

TEST_CASE("content ends at a dot alone between two CRLF, and what follows is not content") {
  check("a\r\nb\r\n.\r\nMAIL", "a\r\nb\r\n", "MAIL", true);
  check(".\r\n", "", "", true);
  check("\r\n.\r\n", "\r\n", "", true);
  check("a\r\n.", "a\r\n", "", false);
  check("a\r\n. \r\n.\r\n", "a\r\n \r\n", "", true);
}

TEST_CASE("a dot that was put in is taken out, and no other") {
  check("..\r\n...a\r\na.\r\n.b\r\n.\r\n", ".\r\n..a\r\na.\r\nb\r\n", "", true);
}

TEST_CASE("no other line end ends the content, and each is noted") {
  const std::vector<std::string> ends = {"\n.\n",     "\n.\r\n",   "\r\n.\n",
                                         "\r.\r",     "\r\n.\r",   "\r.\r\n",
                                         "\n\r.\r\n", "\r\r\n.\n", "\r\n.\r\r\n"};
  for (const auto& end : ends)
    for (std::size_t piece = 1; piece < 12; ++piece) {
      const auto input = "a" + end + "MAIL FROM:<>\r\n.\r\n";
      CAPTURE(input, piece);
      const auto found = read(input, piece);
      CHECK(found.ended);
      CHECK(found.rest == "");
      CHECK(found.bare);
      CHECK_THAT(found.content, Contains("MAIL"));
    }
}

TEST_CASE("all other bytes are content as they are") {
  std::string all = "x";
  for (int c = 0; c < 256; ++c)
    if (c != '\r' && c != '\n') all += static_cast<char>(c);
  check(all + "\r\n.\r\n", all + "\r\n", "", true);
}
