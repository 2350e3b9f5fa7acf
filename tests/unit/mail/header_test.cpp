// What stands inside header fields.
#include "mail/header.hpp"
#include "base/text.hpp"
#include "mail/charset.hpp"
#include "support/catch.hpp"

using namespace chancery;

namespace {

std::string parameter(std::string_view field, std::string_view name) {
  return parse_parameters(field).parameter(name).value_or("(none)");
}

}  // namespace

TEST_CASE("unfolding takes the line breaks before white space and nothing else") {
  CHECK(unfold(" one\r\n two\n\tthree ") == "one two\tthree");
  CHECK(unfold("one\r\n  two") == "one  two");
  CHECK(unfold("one\r\ntwo") == "one\r\ntwo");
  CHECK(unfold("one\rtwo") == "one\rtwo");
  CHECK(unfold("\r\n ") == "");
  CHECK(unfold("") == "");
}

TEST_CASE("encoded words become UTF-8") {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"plain", "plain"},
      {" =?utf-8?q?J=C3=B6rg?=", "J\u00f6rg"},
      {"=?UTF-8?B?SsO2cmc=?=", "J\u00f6rg"},
      {"=?iso-8859-1?Q?J=F6rg_x?= y", "J\u00f6rg x y"},
      {"=?utf-8*de?q?J=C3=B6rg?=", "J\u00f6rg"},  // RFC 2231 section 5
      {"=?utf-8?q?a?= =?utf-8?q?b?=", "ab"},      // RFC 2047 section 6.2
      {"=?utf-8?q?a?=\r\n =?utf-8?q?b?=", "ab"},
      {"=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"},
      {"x=?utf-8?q?a?=", "xa"},
      {"=?koi8-r?B?8NLJ18XU?=", "\u041f\u0440\u0438\u0432\u0435\u0442"},
      {"=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "\u65e5\u672c"},
      {"=?utf-8?q?a=3Db=?=", "a=b="},
      {"=?utf-8?q?\?=", ""},
  };
  for (const auto& [written, expected] : cases) CHECK(decode_words(written) == expected);
}

TEST_CASE("what is no encoded word stays as written") {
  for (const std::string_view text :
       {"=?utf-8?q?a", "=?utf-8?q?a?", "=?utf-8?x?a?=", "=?utf-8?q?a b?=", "=?no-such?q?a?=",
        "=?utf-8?q?=FF?=", "=?utf-8?b?A?=", "=?", "=?\?", "=?utf-8",
        "=?utf-8?qq?a?=", "=?../../x?q?a?=", "=?utf-8//TRANSLIT?q?a?="})
    CHECK(decode_words(text) == text);
}

TEST_CASE("an encoded word cannot begin a line") {
  CHECK(decode_words("=?utf-8?q?a=0D=0ABcc:_b=00?=") == "a  Bcc: b ");
  CHECK(decode_words("=?utf-16be?b?AGEADQAKAGI=?=") == "a  b");
  CHECK(decode_words("a\r\nb") == "a  b");
}

TEST_CASE("a charset is a name of a charset") {
  CHECK(to_utf8("\xF6", "ISO-8859-1") == "\u00f6");
  CHECK(to_utf8("\xF6", "latin1") == "\u00f6");
  CHECK(to_utf8("\u00f6", "utf-8") == "\u00f6");
  CHECK(to_utf8("", "iso-8859-1") == "");
  CHECK_FALSE(to_utf8("\xF6", "utf-8"));
  CHECK_FALSE(to_utf8("\xF6", "us-ascii"));
  CHECK_FALSE(to_utf8("\xF6", ""));
  CHECK_FALSE(to_utf8("a", "no-such-charset"));
  CHECK_FALSE(to_utf8("a", "../../etc/passwd"));
  CHECK_FALSE(to_utf8("a", "iso-8859-1//ignore"));
  CHECK_FALSE(to_utf8("a", std::string(1000, 'x')));
  CHECK_FALSE(to_utf8("a", std::string_view("latin1\0x", 8)));
}

TEST_CASE("hex bytes are two digits behind a mark") {
  CHECK(hex_byte("=4a") == 'J');
  CHECK(hex_byte("%4Ax", '%') == 'J');
  CHECK_FALSE(hex_byte("=4"));
  CHECK_FALSE(hex_byte("=4g"));
  CHECK_FALSE(hex_byte("x4A"));
  CHECK_FALSE(hex_byte(""));
}

TEST_CASE("a value is in lower case, without comments and white space") {
  CHECK(parse_parameters(" Multipart / (one (two)) SIGNED ; x=y").value == "multipart/signed");
  CHECK(parse_parameters("ATTACHMENT;filename=a").value == "attachment");
  CHECK(parse_parameters("text/html charset=x").value == "text/html");
  CHECK(parse_parameters("").value.empty());
  CHECK(parse_parameters("(x").value.empty());
  CHECK(parse_parameters("text/").value.empty());
  CHECK(parse_parameters("/html").value.empty());
}

TEST_CASE("parameters are read with quotes, escapes, comments and folding") {
  const std::string_view field =
      "application/x-stuff; Name = \"a \\\"b\\\" (c); d\";\r\n\tone=1 (x; two=3); two=2;"
      "loose=a/b@c:d;three=\"3;\r\n 4\"";
  CHECK(parameter(field, "name") == "a \"b\" (c); d");
  CHECK(parameter(field, "one") == "1");
  CHECK(parameter(field, "two") == "2");
  CHECK(parameter(field, "loose") == "a/b@c:d");
  CHECK(parameter(field, "three") == "3; 4");
  CHECK(parameter(field, "four") == "(none)");
}

TEST_CASE("of a parameter given twice the first counts") {
  CHECK(parameter("a/b; x=1; X=2", "x") == "1");
  CHECK(parameter("a/b; x*=us-ascii''1; x*=us-ascii''2", "x") == "1");
  CHECK(parameter("a/b; x*0=1; x=2", "x") == "2");  // the plain form is what everybody reads
}

TEST_CASE("broken parameters do not hide those behind them") {
  CHECK(parameter("a/b; x; y=1", "y") == "1");
  CHECK(parameter("a/b; =x; y=1", "y") == "1");
  CHECK(parameter("a/b;;;y=1", "y") == "1");
  CHECK(parameter("a/b; x=\"1\"junk; y=1", "y") == "1");
  CHECK(parameter("a/b; x=; y=1", "y") == "1");
  CHECK(parameter("a/b; x=\"never closed; y=1", "y") == "(none)");
  CHECK(parameter("a/b; x=1", "x") == "1");
}

TEST_CASE("continuations and charsets of RFC 2231") {
  CHECK(parameter("a/b; url*0=\"ftp://\"; URL*1=\"x.org\"", "url") == "ftp://x.org");
  CHECK(parameter("a/b; url*1=b; url*0=a", "url") == "ab");
  CHECK(parameter("a/b; title*=us-ascii'en-us'This%20is%20%2A%2A", "title") == "This is **");
  CHECK(parameter("a/b; title*0*=utf-8''J%C3%B6; title*1=\"rg%20\"; title*2*=%41", "title") ==
        "J\u00f6rg%20A");
  CHECK(parameter("a/b; title*=iso-8859-1''%F6", "title") == "\u00f6");
  CHECK(parameter("a/b; title*=no-such''%41", "title") == "A");
  CHECK(parameter("a/b; title*=%zz", "title") == "%zz");
  CHECK(parameter("a/b; x*0=a; x*2=c", "x") == "a");  // what is missing ends it
  CHECK(parameter("a/b; x*1=b", "x") == "");
  CHECK(parameter("a/b; x*99999999999999999999=b", "x") == "(none)");
  CHECK(parameter("a/b; x*a=b", "x") == "(none)");
}

TEST_CASE("a header value of our own is one that can be read again") {
  for (const std::string text :
       {"plain text", "J\u00f6rg \u65e5\u672c", "=?utf-8?q?a?=", "two  blanks", ""}) {
    CHECK(decode_words(encode_header(text)) == text);
  }
  std::string long_text;
  for (int i = 0; i < 100; ++i) long_text += "\u65e5\u672c word ";
  long_text += "end";
  CHECK(decode_words(encode_header(long_text)) == long_text);
}

TEST_CASE("a header value of our own has no line that begins a field") {
  const std::string text("a\r\nBcc: b@x.org\n\rc\0d", 20);
  const auto value = encode_header(text);
  CHECK(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
  CHECK(encode_header("a\x01\x7f b").find_first_of("\x01\x7f") == std::string::npos);
  CHECK(is_utf8(encode_header("\xff\xfe")));
}

TEST_CASE("lines of a header value of our own stay short where they can") {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "word" + std::to_string(i) + " ";
  for (const auto& value : {encode_header(text), encode_header(text + "\u00f6")})
    for (const auto line : lines(value)) CHECK(line.size() <= 76);
}

TEST_CASE("a folded value has no line of white space alone") {
  const std::string blanks(300, ' ');
  const auto value = encode_header(blanks + "x" + blanks);
  for (const auto line : lines(value)) CHECK_FALSE(trim(line).empty());
}

TEST_CASE("a parameter is taken out in every form, and nothing else is touched") {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"text/plain", "text/plain"},
      {"text/plain; hp=\"clear\"", "text/plain"},
      {"text/plain;\r\n HP = clear ;\r\n charset=\"a;hp=b\"", "text/plain;\r\n charset=\"a;hp=b\""},
      {"text/plain; hp=a; x=y; hp=b (hp=c; d)", "text/plain; x=y"},
      {"text/plain; hp*=utf-8''a; hp*0=b; hp*1*=c; hpx=d", "text/plain; hpx=d"},
      {"; hp=a", ""},
      {"", ""},
  };
  for (const auto& [value, expected] : cases) CHECK(without_parameter(value, "hp") == expected);
}
