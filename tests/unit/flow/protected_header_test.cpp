// Which header fields a signature covers, and what of them stands otherwise outside.
#include "flow/protected_header.hpp"

#include "support/catch.hpp"

using namespace chancery;

namespace {

Message message(const std::string& text) { return Message::parse(make_buffer(text)).value(); }

std::vector<std::string> contradicted(const std::string& inside, const std::string& outside) {
  return covers_with(message(inside + "\n"), message(outside + "\n")).contradicts;
}

const std::string from = "From: a@x.org\n";

}  // namespace

TEST_CASE("a field that is folded or encoded otherwise is the same field") {
  CHECK(contradicted(from + "Subject: one two\n", from + "Subject: one\n two\n").empty());
  CHECK(contradicted(from + "Subject: =?utf-8?Q?=C3=A9?=\n", from + "Subject: \xC3\xA9\n").empty());
  CHECK(contradicted(from + "Subject: one\n", from + "subject: two\n") ==
        std::vector<std::string>{"Subject"});
}

TEST_CASE("a Subject that encryption hides contradicts nothing") {
  CHECK(contradicted(from + "Subject: secret\n", from + "Subject: [...]\n").empty());
  CHECK(contradicted(from + "To: secret@x.org\n", from + "To: [...]\n").size() == 1);
}

TEST_CASE("what the signer says of the header outside counts, and only if it stands there") {
  const auto inside = from + "Subject: one\nHP-Outer: Subject: two\n";
  CHECK(contradicted(inside, from + "Subject: two\n").empty());
  CHECK(contradicted(inside, from + "Subject: three\n").size() == 1);
  CHECK(contradicted(inside, from).empty());
}

TEST_CASE("only an author's fields are taken over, and the content stays") {
  const auto outer = message("Received: by x\nFROM: b@y.org\nX-Spam: yes\n\nbody\n");
  const auto shown = with_protected(
      outer, message("X-Spam: no\nReceived: by z\nFrom: a@x.org\nSubject: s\n\nother\n"), {});
  REQUIRE(shown);
  CHECK(shown->raw() == "Received: by x\nX-Spam: yes\nFrom: a@x.org\nSubject: s\n\nbody\n");
}

TEST_CASE("a header beyond the limit is refused as any other") {
  const Limits limits{.header_bytes = 40};
  const auto shown = with_protected(message("From: a@x.org\n\nbody\n"),
                                    message("Subject: " + std::string(60, 'x') + "\n\n"), limits);
  REQUIRE_FALSE(shown);
  CHECK(shown.error().code == Code::unusable);
}

TEST_CASE("a header of thousands of fields costs as much as it is long, and protects nothing") {
  std::string many = from;
  for (int i = 0; i < 3000; ++i) many += "Keywords: " + std::to_string(i) + "\n";
  const auto entity = message("Content-Type: text/plain; hp=\"clear\"\n" + many + "\nbody\n");
  CHECK_FALSE(protected_header(entity, message(from + "\n")));
  const auto covers = covers_with(message(many + "\n"), message(from + "Keywords: x\n\n"));
  CHECK(covers.fields.size() == 2);
  CHECK(covers.contradicts == std::vector<std::string>{"Keywords"});
}
