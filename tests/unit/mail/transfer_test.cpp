// Transfer encodings, line endings, and messages made of pieces.
#include "mail/transfer.hpp"
#include "mail/splice.hpp"
#include "support/catch.hpp"

using namespace chancery;

namespace {

std::string decoded(std::string_view body, std::string_view encoding) {
  const auto bytes = decode_transfer(body, encoding);
  return bytes ? *bytes : "[" + bytes.error().what + "]";
}

std::string every_byte() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  return bytes;
}

}  // namespace

TEST_CASE("the vectors of RFC 4648 section 10") {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
  };
  for (const auto& [bytes, text] : cases) {
    CHECK(encode_base64(bytes) == text);
    CHECK(decoded(text, "base64") == bytes);
  }
}

TEST_CASE("base64 of any length comes back") {
  const auto bytes = every_byte() + every_byte();
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    const auto part = bytes.substr(0, size);
    CHECK(decoded(encode_base64(part), "base64") == part);
    for (const std::string_view newline : {"\r\n", "\n"}) {
      const auto text = encode_base64_lines(part, newline);
      CHECK(decoded(text, "base64") == part);
      CHECK((text.empty() || text.ends_with(newline)));
      CHECK((text.empty() || text.find(newline) <= 76));
    }
  }
  CHECK(encode_base64_lines("", "\n").empty());
}

TEST_CASE("base64 skips what is not in its alphabet") {
  CHECK(decoded("Zm9v\r\nYm\tFy !\n", "base64") == "foobar");
  CHECK(decoded("Zg", "base64") == "f");
  CHECK(decoded("Zm9=v", "base64") == "fo");  // nothing is behind the padding
  CHECK(decoded("Z", "base64") == "[decoding base64: it ends in the middle of a group]");
  CHECK(decoded("Zm9vZ==", "base64").starts_with("["));
  CHECK(decoded(std::string(100, '\0'), "base64").empty());
}

TEST_CASE("quoted-printable") {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"a=3Db", "a=b"},
      {"a=\r\nb", "ab"},
      {"a=\nb", "ab"},
      {"a= \t\r\nb", "ab"},
      {"a \t\r\nb", "a\r\nb"},
      {"a\nb\n", "a\nb\n"},
      {"=C3=b6", "\u00f6"},
      {"a=", "a"},
      {"=", ""},
      {"a=zz", "a=zz"},
      {"a=4", "a=4"},
      {"", ""},
      {"a \r", "a"},
  };
  for (const auto& [written, expected] : cases)
    CHECK(decoded(written, "quoted-printable") == expected);
}

TEST_CASE("what is not encoded is copied, what is not known refused") {
  for (const std::string_view encoding : {"7bit", "8bit", "binary", ""})
    CHECK(decoded(every_byte(), encoding) == every_byte());
  CHECK(decoded("x", "x-uuencode") == "[the content transfer encoding x-uuencode is not known]");
}

TEST_CASE("every line break becomes CRLF") {
  CHECK(canonical_crlf("a\nb\r\nc\n\nd") == "a\r\nb\r\nc\r\n\r\nd");
  CHECK(canonical_crlf("a\rb") == "a\rb");
  CHECK(canonical_crlf("a\r\r\nb") == "a\r\r\nb");
  CHECK(canonical_crlf("a\r") == "a\r");
  CHECK(canonical_crlf("\n") == "\r\n");
  CHECK(canonical_crlf("") == "");
  CHECK(canonical_crlf(canonical_crlf("a\nb\r\n")) == "a\r\nb\r\n");
}

TEST_CASE("a spliced message has the pieces as they were and keeps them alive") {
  Spliced spliced;
  const char* place = nullptr;
  {
    const auto buffer = make_buffer("kept bytes of a message");
    place = buffer->data();
    spliced.add("X: new\r\n");
    spliced.keep(buffer, std::string_view(*buffer).substr(0, 10));
    spliced.keep(buffer, std::string_view(*buffer).substr(10));
    spliced.keep(buffer, {});
    spliced.add("");
    spliced.add("end");
  }
  REQUIRE(spliced.pieces().size() == 4);
  CHECK(spliced.pieces()[1].data() == place);
  CHECK(spliced.flatten() == "X: new\r\nkept bytes of a messageend");
  CHECK(spliced.size() == spliced.flatten().size());
  const auto copy = spliced;
  spliced = {};
  CHECK(copy.flatten() == "X: new\r\nkept bytes of a messageend");
  CHECK(spliced.flatten().empty());
}
