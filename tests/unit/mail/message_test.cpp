// The structure of messages, byte for byte.
#include "mail/message.hpp"
#include "structure.hpp"
#include "support/catch.hpp"

using namespace chancery;
using test::broken_rule;
using test::message;
using test::refusal;
using test::structure;

namespace {

constexpr std::string_view two_parts =
    "From: a@x.org\n"
    "Content-Type: multipart/mixed; boundary=b\n"
    "\n"
    "preamble\n"
    "--b\n"
    "\n"
    "one\n"
    "--b\n"
    "Content-Type: text/html\n"
    "\n"
    "two\n"
    "--b--\n"
    "epilogue\n";

}  // namespace

TEST_CASE("an empty message is unusable, and says so") {
  CHECK(refusal("") == "the message is empty");
}

TEST_CASE("a message without a header is a body") {
  const auto m = message("\nhello\n");
  CHECK(m.fields().empty());
  CHECK(m.root().header.empty());
  CHECK(m.root().body == "hello\n");
  CHECK(m.root().media_type == "text/plain");
  CHECK(m.root().encoding == "7bit");
}

TEST_CASE("a message without a body has an empty one") {
  for (const std::string_view text : {"A: b", "A: b\n", "A: b\r\n", "A: b\n\n", "A: b\r\n\r\n"}) {
    const auto m = message(text);
    CHECK(broken_rule(m) == "");
    CHECK(m.root().body.empty());
    REQUIRE(m.fields().size() == 1);
    CHECK(m.fields()[0].name == "A");
    CHECK(m.fields()[0].value == " b");
  }
}

TEST_CASE("a folded field keeps its bytes") {
  const auto m = message("Subject: one\r\n\ttwo\r\n  three\r\nTo: x\r\n\r\n");
  REQUIRE(m.fields().size() == 2);
  CHECK(m.fields()[0].value == " one\r\n\ttwo\r\n  three");
  CHECK(m.fields()[0].raw == "Subject: one\r\n\ttwo\r\n  three\r\n");
  CHECK(m.first("SUBJECT") == m.fields()[0].value);
}

TEST_CASE("a header line that is no field has no name and keeps its bytes") {
  const auto m = message(
      "From x@y Mon Jan  1 00:00:00 2026\nno colon\n: nameless\nB\xC3\xA4: x\nA b: c\nC: d\n\n");
  REQUIRE(m.fields().size() == 6);
  for (int i = 0; i < 5; ++i) {
    CHECK(m.fields()[i].name.empty());
    CHECK(m.fields()[i].raw == std::string(m.fields()[i].value) + "\n");
  }
  CHECK(m.fields()[5].name == "C");
}

TEST_CASE("white space before the colon does not hide a field") {
  const auto m = message("From : a@x.org\nFrom\t: b@x.org\n\n");
  CHECK(m.values("From").size() == 2);
}

TEST_CASE("a first line with a blank in front is no field") {
  const auto m = message(" From: a@x.org\nTo: b\n\n");
  REQUIRE(m.fields().size() == 2);
  CHECK(m.fields()[0].name.empty());
}

TEST_CASE("the line break before a delimiter belongs to the delimiter") {
  for (const auto& text : {std::string(two_parts), test::with_crlf(two_parts)}) {
    const auto m = message(text);
    CHECK(broken_rule(m) == "");
    CHECK(structure(m) == "multipart/mixed(text/plain,text/html)");
    CHECK(m.parts()[1].body == "one");
    CHECK(m.parts()[1].raw == std::string(m.newline()) + "one");
    CHECK(m.parts()[2].body == "two");
    CHECK(m.parts()[2].raw ==
          "Content-Type: text/html" + std::string(m.newline()) + std::string(m.newline()) + "two");
  }
}

TEST_CASE("line breaks of both kinds may stand in one message") {
  const auto m = message(
      "Content-Type: multipart/mixed; boundary=b\r\n\n--b\n\r\none\r\n--b\r\n\ntwo\n--b--\r\n");
  CHECK(broken_rule(m) == "");
  CHECK(structure(m) == "multipart/mixed(text/plain,text/plain)");
  CHECK(m.parts()[1].body == "one");
  CHECK(m.parts()[2].body == "two");
  CHECK(m.newline() == "\r\n");
}

TEST_CASE("a bare CR is a byte like any other") {
  const auto m = message("A: b\rFrom: c\r\n\r\nx\ry\r");
  REQUIRE(m.fields().size() == 1);
  CHECK(m.fields()[0].value == " b\rFrom: c");
  CHECK(m.root().body == "x\ry\r");
  CHECK(broken_rule(message("A: b\r")) == "");
  CHECK(message("A: b\r").newline() == "\r\n");
}

TEST_CASE("a part that begins with its delimiter's line break is empty") {
  const auto m = message(
      "Content-Type: multipart/mixed; boundary=b\n\n--b\n--b\n\n--b\nA: b\n--b\nA: b\n\n--b--\n");
  CHECK(broken_rule(m) == "");
  REQUIRE(m.parts().size() == 5);
  CHECK(m.parts()[1].raw.empty());
  CHECK(m.parts()[2].raw.empty());
  CHECK(m.parts()[3].raw == "A: b");
  CHECK(m.fields(m.parts()[3])[0].raw == "A: b");
  CHECK(m.parts()[4].raw == "A: b\n");
  CHECK(m.parts()[4].body.empty());
}

TEST_CASE("a missing last delimiter ends the part at the end of the message") {
  const auto m =
      message("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nA: b\n\ntwo\n");
  CHECK(broken_rule(m) == "");
  REQUIRE(m.parts().size() == 3);
  CHECK(m.parts()[2].body == "two\n");
  CHECK(m.parts()[2].raw == "A: b\n\ntwo\n");
}

TEST_CASE("a delimiter without a line break at the end of the message counts") {
  CHECK(structure(message("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--")) ==
        "multipart/mixed(text/plain)");
  const auto m = message("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b");
  CHECK(broken_rule(m) == "");
  REQUIRE(m.parts().size() == 3);
  CHECK(m.parts()[2].raw.empty());
}

TEST_CASE("a multipart whose boundary never comes has no parts") {
  const auto m =
      message("Content-Type: multipart/mixed; boundary=b\n\nnothing\n-- b\n--bb\n --b\n");
  CHECK(m.parts().size() == 1);
  CHECK(m.root().boundary == "b");
}

TEST_CASE("a multipart without a boundary is a leaf") {
  for (const std::string_view type :
       {"multipart/mixed", "multipart/mixed; boundary", "multipart/mixed; boundary=",
        "multipart/mixed; boundary=\"\"", "multipart/mixed; boundary=\"  \"",
        "multipart/mixed (boundary=b)", "multipart/mixed (; boundary=b)"}) {
    const auto m = message("Content-Type: " + std::string(type) + "\n\n--b\n\none\n--\n--b--\n");
    CHECK(m.parts().size() == 1);
    CHECK(m.root().boundary.empty());
    CHECK(m.root().media_type == "multipart/mixed");
  }
}

TEST_CASE("a boundary is read with its comments, quotes, escapes and continuations") {
  for (const std::string_view parameter :
       {"boundary=b", "boundary=\"b\"", "BOUNDARY = b", "boundary=\"\\b\"", "boundary=b (comment)",
        "boundary=(one (two)) b", "boundary=\"b \"", "charset=x; boundary=b", "; ;boundary=b",
        "(boundary=c)boundary=b", "x=\";boundary=c\"; boundary=b", "boundary*=us-ascii''%62",
        "boundary*0=b", "boundary=b; boundary=c", "broken; boundary=b",
        "(\\)boundary=c;)\n boundary=b"}) {
    CAPTURE(parameter);
    const auto m = message("Content-Type: multipart/mixed;" + std::string(parameter) +
                           "\n\n--b\n\none\n--c\n\n--b--\n");
    CHECK(structure(m) == "multipart/mixed(text/plain)");
  }
}

TEST_CASE("white space may follow a delimiter, and nothing else") {
  const auto m = message(
      "Content-Type: multipart/mixed; boundary=b\n\n--b \t \n\none\n--b-\n--b x\n--b--x\n-b\n"
      "--b--  \n\n--b\n\nepilogue\n");
  REQUIRE(m.parts().size() == 2);
  CHECK(m.parts()[1].body == "one\n--b-\n--b x\n--b--x\n-b");
}

TEST_CASE("a boundary that ends like a last delimiter is not confused with it") {
  const auto m = message(
      "Content-Type: multipart/mixed; boundary=\"b--\"\n\n--b--\n\none\n--b--\n\ntwo\n--b----\n");
  CHECK(structure(m) == "multipart/mixed(text/plain,text/plain)");
}

TEST_CASE("a boundary that begins like another does not cut its parts") {
  const auto m = message(
      "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
      "Content-Type: multipart/mixed; boundary=bb\n\n--bb\n\none\n--bb--\n--b--\n");
  CHECK(structure(m) == "multipart/mixed(multipart/mixed(text/plain))");
}

TEST_CASE("a delimiter of the outer multipart ends everything inside") {
  const auto m = message(
      "Content-Type: multipart/mixed; boundary=a\n\n--a\n"
      "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
      "Content-Type: message/rfc822\n\nSubject: cut\n--a\n\nlast\n--b--\n--a--\n");
  CHECK(broken_rule(m) == "");
  CHECK(structure(m) == "multipart/mixed(multipart/mixed(message/rfc822(text/plain)),text/plain)");
  CHECK(m.parts()[4 - 1].raw == "Subject: cut");
  CHECK(m.parts()[4].body == "last\n--b--");
}

TEST_CASE("parts with the boundary of the multipart around them belong to that one") {
  const auto m = message(
      "Content-Type: multipart/mixed; boundary=a\n\n--a\n"
      "Content-Type: multipart/alternative; boundary=a\n\n--a\n\none\n--a--\n\n--a\n\ntwo\n");
  CHECK(structure(m) == "multipart/mixed(multipart/alternative,text/plain)");
}

TEST_CASE("an inner delimiter that an outer one follows begins an empty part") {
  const auto m = message(
      "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n--a--\r\n");
  CHECK(broken_rule(m) == "");
  REQUIRE(m.parts().size() == 3);
  CHECK(m.parts()[2].raw.empty());
  CHECK(m.parts()[1].raw.ends_with("--b"));
}

TEST_CASE("a message in a message is read") {
  const auto m = message(
      "Content-Type: message/rfc822\n\nSubject: one\nContent-Type: message/rfc822\n\n"
      "Subject: two\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n");
  CHECK(broken_rule(m) == "");
  CHECK(structure(m) == "message/rfc822(message/rfc822(multipart/mixed(text/plain)))");
  CHECK(m.parts()[1].raw == m.root().body);
}

TEST_CASE("an empty message in a message is none") {
  for (const std::string_view inside :
       {"Content-Type: message/rfc822\n", "Content-Type: message/rfc822\n\n",
        "Content-Type: message/rfc822\n\n\n"}) {
    const auto m = message("Content-Type: multipart/mixed; boundary=b\n\n--b\n" +
                           std::string(inside) + "--b--\n");
    CHECK(broken_rule(m) == "");
    CHECK(structure(m) == "multipart/mixed(message/rfc822)");
    CHECK(m.parts()[1].body.empty());
  }
  CHECK(structure(message("Content-Type: message/rfc822\n\n")) == "message/rfc822");
  CHECK(structure(message("Content-Type: message/rfc822\n\n\n")) == "message/rfc822(text/plain)");
}

TEST_CASE("a message that would have to be decoded first is a leaf") {
  for (const std::string_view encoding : {"base64", "quoted-printable", "x-uuencode"})
    CHECK(structure(message("Content-Type: message/rfc822\nContent-Transfer-Encoding: " +
                            std::string(encoding) + "\n\nSubject: x\n\n")) == "message/rfc822");
  for (const std::string_view encoding : {"7bit", "8BIT", "Binary (as it is)", ""})
    CHECK(structure(message("Content-Type: message/global\nContent-Transfer-Encoding: " +
                            std::string(encoding) + "\n\nSubject: x\n\n")) ==
          "message/global(text/plain)");
}

TEST_CASE("parts of a digest are messages unless they say otherwise") {
  const auto m = message(
      "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: one\n\nx\n--b\n"
      "Content-Type: text/html\n\ny\n--b\nContent-Type: broken\n\nz\n--b--\n");
  CHECK(broken_rule(m) == "");
  CHECK(structure(m) == "multipart/digest(message/rfc822(text/plain),text/html,text/plain)");
  CHECK(m.fields(m.parts()[2])[0].value == " one");
}

TEST_CASE("a type that is no type is plain text") {
  for (const std::string_view type : {"", "text", "/", "text/", "/plain", "multi part/mixed", ";",
                                      "\"multipart/mixed\"", "text html", "(", "\\"}) {
    CAPTURE(type);
    CHECK(message("Content-Type: " + std::string(type) + "\n\nx").root().media_type ==
          "text/plain");
  }
}

TEST_CASE("the first of two types and encodings counts") {
  const auto m = message(
      "Content-Type: TEXT/Html\nContent-Transfer-Encoding: BASE64\n"
      "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: 8bit\n\n--b\n");
  CHECK(structure(m) == "text/html");
  CHECK(m.root().encoding == "base64");
}

TEST_CASE("bytes of any value are kept") {
  std::string body;
  for (int i = 0; i < 256; ++i) body += static_cast<char>(i);
  const auto text = "X: \xFF" + std::string(1, '\0') +
                    "\x80\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n" + body +
                    "\n--b--\n";
  const auto m = message(text);
  CHECK(broken_rule(m) == "");
  CHECK(m.raw() == text);
  REQUIRE(m.parts().size() == 2);
  CHECK(m.parts()[1].body == body);
}

TEST_CASE("a message that is all NUL has one field without a name") {
  const auto m = message(std::string(100'000, '\0'));
  CHECK(broken_rule(m) == "");
  REQUIRE(m.fields().size() == 1);
  CHECK(m.fields()[0].name.empty());
  CHECK(m.parts().size() == 1);
}

TEST_CASE("the same as plain data says the same") {
  const auto m = message(two_parts);
  const MessageView view(m);
  const auto& plain = *view.get();
  REQUIRE(plain.part_count == 3);
  CHECK(plain.part_stride == sizeof(chancery_part));
  CHECK(plain.field_stride == sizeof(chancery_field));
  CHECK(plain.field_count == 3);
  CHECK(plain.raw.data == m.raw().data());
  CHECK(plain.raw.size == two_parts.size());
  CHECK(plain.parts[0].boundary.size == 1);
  CHECK(plain.parts[1].boundary.data == nullptr);
  CHECK(plain.parts[1].field_count == 0);
  CHECK(plain.parts[2].first_field == 2);
  CHECK(std::string_view(plain.parts[2].media_type.data, plain.parts[2].media_type.size) ==
        "text/html");
  CHECK(std::string_view(plain.fields[0].name.data, plain.fields[0].name.size) == "From");
}

TEST_CASE("what passes a limit is refused with the limit's name") {
  Limits limits;
  limits.message_bytes = two_parts.size();
  CHECK(refusal(two_parts, limits) == "");
  --limits.message_bytes;
  CHECK_THAT(refusal(two_parts, limits), Contains("more than the limit of"));

  limits = {};
  limits.parts = 3;
  CHECK(refusal(two_parts, limits) == "");
  limits.parts = 2;
  CHECK_THAT(refusal(two_parts, limits), Contains("more parts than the limit of 2"));

  limits = {};
  limits.depth = 2;
  CHECK(refusal(two_parts, limits) == "");
  limits.depth = 1;
  CHECK_THAT(refusal(two_parts, limits), Contains("parts inside parts"));

  limits = {};
  limits.header_bytes = 10;
  CHECK(refusal("A: b\nC: d\n\n" + std::string(100, 'x'), limits) == "");
  CHECK_THAT(refusal("A: b\nC: de\n\n", limits),
             Contains("bytes in a header than the limit of 10"));
  CHECK_THAT(refusal("A: b\n c\n d\n e\n\n", limits), Contains("bytes in a header"));

  limits = {};
  limits.fields = 3;
  CHECK(refusal(two_parts, limits) == "");
  limits.fields = 2;
  CHECK_THAT(refusal(two_parts, limits), Contains("more header fields than the limit of 2"));
}
