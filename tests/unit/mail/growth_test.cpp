// What would take minutes if any step were quadratic. Nothing is timed: a suite that hangs tells.
#include "mail/address.hpp"
#include "mail/header.hpp"
#include "mail/splice.hpp"
#include "mail/transfer.hpp"
#include "structure.hpp"
#include "support/catch.hpp"

using namespace chancery;
using test::broken_rule;
using test::message;
using test::refusal;

namespace {

std::string repeated(std::string_view text, std::size_t count) {
  std::string whole;
  whole.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) whole += text;
  return whole;
}

std::string line_of(char c, std::size_t length) {
  std::string line(length, c);
  line += '\n';
  return line;
}

// A multipart in a multipart, `depth` times; the boundaries are alike but for their ends.
std::string nested(std::size_t depth, std::string_view innermost) {
  const std::string common(60, 'b');
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) {
    const auto boundary = common + std::to_string(i);
    text += "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n--" + boundary + "\n";
  }
  return text.append("\n").append(innermost);
}

}  // namespace

TEST_CASE("as many parts as the limit allows are read, one more is refused") {
  const std::string head = "Content-Type: multipart/mixed; boundary=b\n\n";
  const auto m = message(head + repeated("--b\nA: b\n\nx\n", 9'999));
  CHECK(m.parts().size() == 10'000);
  CHECK(broken_rule(m) == "");
  CHECK_THAT(refusal(head + repeated("--b\nA: b\n\nx\n", 10'000)), Contains("more parts"));
  CHECK_THAT(refusal(head + repeated("--b\n", 5'000'000)), Contains("more parts"));
}

TEST_CASE("fifty multiparts in one another are looked through once") {
  const auto lines = repeated(line_of('x', 75), 200'000);
  const auto m = message(nested(49, lines));
  CHECK(m.parts().size() == 50);
  CHECK(broken_rule(m) == "");
  const auto candidates = "--" + repeated(line_of('b', 61) + "--", 100'000);
  CHECK(message(nested(49, candidates)).parts().size() == 50);
}

TEST_CASE("messages in messages beyond the limit are refused, however many") {
  CHECK_THAT(refusal(repeated("Content-Type: message/rfc822\n\n", 1'000'000)),
             Contains("parts inside parts than the limit of 50"));
  CHECK_THAT(refusal(nested(100'000, "x")), Contains("parts inside parts"));
  Limits deep;
  deep.depth = 100'000;
  deep.parts = 100'000;
  const auto m = message(repeated("Content-Type: message/rfc822\n\n", 99'999), deep);
  CHECK(m.parts().size() == 99'999);
}

TEST_CASE("many fields are read, too many refused") {
  CHECK(message(repeated("A: b\n", 190'000)).fields().size() == 190'000);
  CHECK_THAT(refusal(repeated("a\n", 300'000)), Contains("header fields"));
  CHECK_THAT(refusal(repeated("a\n", 600'000)), Contains("header fields"));
  CHECK_THAT(refusal("A: b\n" + repeated(" c\n", 600'000)), Contains("bytes in a header"));
}

TEST_CASE("very long lines are read") {
  const std::string line(20'000'000, '-');
  CHECK(message("Content-Type: multipart/mixed; boundary=b\n\n" + line).parts().size() == 1);
  CHECK_THAT(refusal(line), Contains("bytes in a header"));
}

TEST_CASE("a long boundary is compared, not searched for") {
  const std::string boundary(400'000, 'b');
  const auto m = message("Content-Type: multipart/mixed; boundary=\"" + boundary + "\"\n\n" +
                         repeated("--" + boundary + "\n\nx\n", 20));
  CHECK(m.parts().size() == 21);
}

TEST_CASE("header values made to be slow are read") {
  constexpr std::size_t size = 1'000'000;
  for (const std::string_view piece : {"a ",
                                       "=?",
                                       "=?a?q?",
                                       "=?utf-8?q?x",
                                       "=?utf-8?q?=41?= ",
                                       "=?no-such?q?a?= ",
                                       "=?iso-2022-jp?q?a?= ",
                                       "(",
                                       "\\",
                                       "\"",
                                       "\n ",
                                       ";",
                                       ";a=b",
                                       ";a*0=b",
                                       ";a(",
                                       "a;(x)",
                                       ",",
                                       "<",
                                       "a@b,",
                                       ":;",
                                       "\"a\"",
                                       ".",
                                       "@"}) {
    CAPTURE(piece);
    const auto value = repeated(piece, size / piece.size());
    (void)decode_words(value);
    (void)parse_parameters(value);
    (void)parse_addresses(value);
    (void)unfold(value);
    (void)encode_header(value);
    (void)decode_transfer(value, "quoted-printable");
  }
}

TEST_CASE("a hundred thousand fields are taken out of as many pieces, and all others stay") {
  const auto whole = make_buffer(repeated("A: x\nB: y\n", 100'000));
  Spliced pieces;
  std::vector<std::string_view> gone;
  for (std::size_t at = 0; at < whole->size(); at += 10) {
    pieces.keep(whole, std::string_view(*whole).substr(at, 3));  // a field lies in two pieces
    pieces.keep(whole, std::string_view(*whole).substr(at + 3, 7));
    gone.push_back(std::string_view(*whole).substr(at, 5));
  }
  CHECK((pieces.without(gone).flatten() == repeated("B: y\n", 100'000)));
}
