// Small questions about text.
#include "base/text.hpp"
#include "support/catch.hpp"

using namespace chancery;

TEST_CASE("only ASCII letters fold") {
  CHECK(lower("AZaz@[`{09") == "azaz@[`{09");
  CHECK(lower("\u00c4\xC4\xFF") == "\u00c4\xC4\xFF");
  CHECK(equal_ignoring_case("Content-TYPE", "content-type"));
  CHECK_FALSE(equal_ignoring_case("@", "`"));
  CHECK_FALSE(equal_ignoring_case("a", "ab"));
  CHECK_FALSE(equal_ignoring_case("\u00c4", "\u00e4"));
  CHECK(equal_ignoring_case("", ""));
}

TEST_CASE("trimming takes blanks and line breaks at both ends") {
  CHECK(trim(" \t\r\n a b \n") == "a b");
  CHECK(trim("") == "");
  CHECK(trim(" \n ") == "");
  CHECK(trim(std::string_view("\0 ", 2)) == std::string_view("\0", 1));
}

TEST_CASE("splitting keeps empty pieces") {
  CHECK(split("a,b", ',') == std::vector<std::string_view>{"a", "b"});
  CHECK(split("", ',') == std::vector<std::string_view>{""});
  CHECK(split(",a,", ',') == std::vector<std::string_view>{"", "a", ""});
}

TEST_CASE("lines end at CRLF, LF or CR") {
  CHECK(lines("a\r\nb\nc\rd") == std::vector<std::string_view>{"a", "b", "c", "d"});
  CHECK(lines("a\n") == std::vector<std::string_view>{"a"});
  CHECK(lines("\n\r\n\r") == std::vector<std::string_view>{"", "", ""});
  CHECK(lines("").empty());
}

TEST_CASE("UTF-8 is what RFC 3629 says it is") {
  for (const std::string_view good : {"", "a", "\u00a0", "\u07ff", "\u0800", "\ud7ff", "\ue000",
                                      "\uffff", "\U00010000", "\U0010ffff"}) {
    CHECK(is_utf8(good));
    CHECK(utf8(good) == good);
  }
  for (const std::string_view bad :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xc3", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80",
        "\xe2\x82", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
        "\xff", "\xfe"}) {
    CHECK_FALSE(is_utf8(bad));
    CHECK(is_utf8(utf8(bad)));
  }
  CHECK(utf8("a\xff\u00f6\xc3z") == "a\ufffd\u00f6\ufffdz");
  CHECK(utf8(std::string_view("\0", 1)) == std::string_view("\0", 1));
}

TEST_CASE("printable text has no control characters and stays within its limit") {
  CHECK(printable("a\r\n\t\x1b[31m\x7f") == "a\\x0d\\x0a\\x09\\x1b[31m\\x7f");
  CHECK(printable(std::string_view("\0", 1)) == "\\x00");
  CHECK(printable("\xff\u00f6") == "\ufffd\u00f6");
  CHECK(printable("\u0085\u009b31m") == "\\x85\\x9b31m");  // C1: terminals obey them
  CHECK(printable("abcdef", 3) == "abc...");
  CHECK(printable("abc", 3) == "abc");
  CHECK(printable("") == "");
  CHECK(printable("ab\u00f6", 3) == "ab\ufffd...");
  for (int c = 0; c < 256; ++c) CHECK(is_utf8(printable(std::string(1, static_cast<char>(c)))));
}

TEST_CASE("the nearest word is what was meant, or nothing is") {
  const std::vector<std::string> known = {"trust.ca_file", "trust.ca_path", "smtp", "on"};
  CHECK(nearest("trust.ca_fiel", known) == "trust.ca_file");
  CHECK(nearest("trust.cafile", known) == "trust.ca_file");
  CHECK(nearest("SMTP", known) == "smtp");
  CHECK(nearest("no", known) == std::nullopt);
  CHECK(nearest("om", known) == "on");
  CHECK(nearest("completely else", known) == std::nullopt);
  CHECK(nearest("x", {}) == std::nullopt);
}
