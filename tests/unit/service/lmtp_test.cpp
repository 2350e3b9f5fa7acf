// What an LMTP client is answered: the tables of RFC 2033, 5321, 3030 and of hostile clients.
#include "lmtp_fixture.hpp"
#include "support/catch.hpp"

using namespace test;

namespace {

const std::string start = "LHLO me\r\nMAIL FROM:<s@y>\r\n";

}  // namespace

TEST_CASE("the greeting and LHLO say who this is and what it can do") {
  Dialogue d;
  CHECK(d.dialogue.greeting().starts_with("220 mx.example "));
  const auto reply = d("LHLO client.example\r\n");
  for (const auto* word : {"PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES",
                           "SIZE 50000000", "CHUNKING", "BINARYMIME"})
    CHECK_THAT(reply, Contains(word));
}

TEST_CASE("a message is kept, and every recipient is answered") {
  Dialogue d;
  const auto reply =
      d(start + "RCPT TO:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\nSubject: x\r\n\r\n..dot\r\n.\r\n");
  CHECK_THAT(reply, Contains("250 2.0.0 Kept as id-a@x\r\n250 2.0.0 Kept as id-b@x\r\n"));
  REQUIRE(d.intake.kept.size() == 1);
  CHECK(d.intake.kept[0].message == "Subject: x\r\n\r\n.dot\r\n");
  CHECK(d.intake.kept[0].envelope.sender == "s@y");
  CHECK(d.intake.kept[0].envelope.received == d.clock.now());
}

TEST_CASE("one recipient may be refused where another is kept") {
  Dialogue d;
  d.intake.refuse_keeping = "a@x";
  CHECK(d.codes(start + "RCPT TO:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\nx\r\n.\r\n") ==
        "250 250 250 250 354 452 250");
}

TEST_CASE("the same recipient twice is one entry and two replies") {
  Dialogue d;
  CHECK(d.codes(start + "RCPT TO:<a@x>\r\nRCPT TO:<a@x>\r\nDATA\r\nx\r\n.\r\n") ==
        "250 250 250 250 354 250 250");
  CHECK(d.intake.kept.at(0).envelope.recipients == std::vector<std::string>{"a@x"});
}

TEST_CASE("an unknown list is 550 5.1.1, and one that cannot be read is tried later") {
  Dialogue d;
  CHECK_THAT(d(start + "RCPT TO:<nobody@x>\r\n"), Contains("550 5.1.1"));
  CHECK_THAT(d("RCPT TO:<broken@x>\r\n"), Contains("451 4.3.5"));
  CHECK_THAT(d("DATA\r\n"), Contains("503"));
}

TEST_CASE("many unknown recipients are no reason to end the connection") {
  Dialogue d;
  d(start);
  for (int i = 0; i < 100; ++i) d("RCPT TO:<nobody@x>\r\n");
  CHECK_FALSE(d.closed);
}

TEST_CASE("a message over the size is 552 5.3.4, announced or not") {
  Dialogue d;
  d.limits.message_bytes = 1000;
  CHECK_THAT(d("LHLO me\r\nMAIL FROM:<s@y> SIZE=1001\r\n"), Contains("552 5.3.4"));
  CHECK_THAT(d("MAIL FROM:<s@y> SIZE=1000\r\n"), Contains("250"));
  const auto reply =
      d("RCPT TO:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n" + std::string(1001, 'x') + "\r\n.\r\n");
  CHECK_THAT(reply, Contains("552 5.3.4") && !Contains("Kept"));
  CHECK(d.intake.kept.empty());
  CHECK(d.codes("MAIL FROM:<s@y>\r\n") == "250");
}

TEST_CASE("too little disk is 452 4.3.1, before, within and after the message") {
  Dialogue d;
  SECTION("before") {
    d.intake.free = 1000;
    CHECK_THAT(d(start), Contains("452 4.3.1"));
    return;
  }
  SECTION("announced") {
    d.intake.free = d.limits.spare_bytes + 1'000'000;
    CHECK_THAT(d("LHLO me\r\nMAIL FROM:<s@y> SIZE=600000\r\n"), Contains("452 4.3.1"));
    return;
  }
  SECTION("when it begins") { d.intake.refuse_arriving = true; }
  SECTION("within") { d.intake.refuse_after = 5; }
  SECTION("after") { d.intake.refuse_keeping = "a@x"; }
  std::string replies = d(start + "RCPT TO:<a@x>\r\nDATA\r\n");
  if (!d.intake.refuse_arriving) replies += d(start + "RCPT TO:<a@x>\r\nDATA\r\nlonger\r\n.\r\n");
  CHECK_THAT(replies, Contains("452 4.3.1") && !Contains("Kept"));
}

TEST_CASE("room is spoken of only where it was measured") {
  Dialogue d;
  d.intake.refuse_keeping = "a@x";  // as a database does that is away
  const auto replies = d(start + "RCPT TO:<a@x>\r\nDATA\r\nshort\r\n.\r\n");
  CHECK_THAT(replies, Contains("452 4.3.1 No message can be stored") && !Contains("room"));
}

TEST_CASE("a carriage return or line feed alone refuses the message for every recipient") {
  Dialogue d;
  CHECK(d.codes(start + "RCPT TO:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n"
                        "x\n.\r\nMAIL FROM:<evil@y>\r\nRCPT TO:<a@x>\r\nDATA\r\ny\r\n.\r\n") ==
        "250 250 250 250 354 550 550");
  CHECK(d.intake.kept.empty());
}

TEST_CASE("the null sender, routes, quotes and UTF-8 are taken as they are") {
  const std::pair<const char*, const char*> table[] = {
      {"<>", ""},
      {"<@a,@b:s@y>", "s@y"},
      {"<\"a>b\"@y>", "\"a>b\"@y"},
      {"<\xc3\xa4@y> SMTPUTF8", "\xc3\xa4@y"},
      {" <s@y>", "s@y"},
  };
  for (const auto& [written, sender] : table) {
    CAPTURE(written);
    Dialogue d;
    d("LHLO me\r\nMAIL FROM:" + std::string(written) + "\r\nRCPT TO:<a@x>\r\nDATA\r\nx\r\n.\r\n");
    REQUIRE(d.intake.kept.size() == 1);
    CHECK(d.intake.kept[0].envelope.sender == sender);
  }
}

TEST_CASE("what is no path is 501 and what is no parameter 555") {
  const std::pair<const char*, const char*> table[] = {
      {"FROM:s@y", "501"},
      {"FROM:<s@y", "501"},
      {"FROM", "501"},
      {"", "501"},
      {"TO:<s@y>", "501"},
      {"FROM:<s\x01@y>", "501"},
      {"FROM:<\xff@y>", "501"},
      {"FROM:<s@y>x", "501"},
      {"FROM:<s@y> SIZE=x", "501"},
      {"FROM:<s@y> SIZE=", "501"},
      {"FROM:<s@y> BODY=9BIT", "501"},
      {"FROM:<s@y> AUTH=<>", "555"},
      {"FROM:<s@y> SIZE=99999999999999999999999", "501"},
      {"FROM:<s@y> BODY=8bitmime", "250"}};
  for (const auto& [rest, code] : table) {
    CAPTURE(rest);
    Dialogue d;
    d("LHLO me\r\n");
    CHECK(d.codes("MAIL " + std::string(rest) + "\r\n") == code);
  }
}

TEST_CASE("commands out of order are 503 and change nothing") {
  Dialogue d;
  CHECK(d.codes("MAIL FROM:<s@y>\r\nRCPT TO:<a@x>\r\nDATA\r\n") == "503 503 503");
  CHECK(d.codes("LHLO me\r\nRCPT TO:<a@x>\r\nMAIL FROM:<s@y>\r\nMAIL FROM:<t@y>\r\nDATA\r\n") ==
        "250 503 250 503 503");
  CHECK(d.codes("RCPT TO:<a@x>\r\nRSET\r\nDATA\r\n") == "250 250 503");
  CHECK(d.codes("HELO me\r\nEHLO me\r\nNOOP\r\nVRFY a\r\nHELP\r\nQUIT\r\n") ==
        "500 500 250 252 214 221");
  CHECK(d.closed);
}

TEST_CASE("chunks come together, byte for byte, bare line feeds and all") {
  Dialogue d;
  const std::string bytes("a\nb\0\r.\r\n", 8);
  const auto reply =
      d("LHLO me\r\nMAIL FROM:<s@y> BODY=BINARYMIME\r\nRCPT TO:<a@x>\r\n"
        "RCPT TO:<b@x>\r\nBDAT 8\r\n" +
        bytes + "BDAT 0\r\nBDAT 2 LAST\r\nyz");
  CHECK_THAT(reply, Contains("Chunk taken\r\n250 2.0.0 Chunk taken\r\n250 2.0.0 Kept as id-a@x\r\n"
                             "250 2.0.0 Kept as id-b@x\r\n"));
  CHECK(d.intake.kept.at(0).message == bytes + "yz");
}

TEST_CASE("an empty last chunk ends a message") {
  Dialogue d;
  CHECK(d.codes(start + "RCPT TO:<a@x>\r\nBDAT 1\r\nxBDAT 0 LAST\r\n") == "250 250 250 250 250");
  CHECK(d.intake.kept.at(0).message == "x");
}

TEST_CASE("BINARYMIME wants BDAT, and a message does not change from BDAT to DATA") {
  Dialogue d;
  CHECK(d.codes("LHLO me\r\nMAIL FROM:<s@y> BODY=BINARYMIME\r\nRCPT TO:<a@x>\r\nDATA\r\n") ==
        "250 250 250 503");
  CHECK(d.codes("RSET\r\nMAIL FROM:<s@y>\r\nRCPT TO:<a@x>\r\nBDAT 1\r\nxDATA\r\n") ==
        "250 250 250 250 503");
}

TEST_CASE("the bytes of a refused chunk are not taken for commands") {
  Dialogue d;
  CHECK(d.codes("LHLO me\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n") == "250 503 250");
  d.limits.message_bytes = 10;
  CHECK(d.codes("MAIL FROM:<s@y>\r\nRCPT TO:<a@x>\r\nBDAT 6\r\nQUIT\r\nBDAT 6\r\nQUIT\r\n"
                "BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n") == "250 250 250 552 552 250");
  CHECK(d.intake.kept.empty());
}

TEST_CASE("a chunk that nobody could want ends the connection") {
  for (const auto* size :
       {"18446744073709551615", "99999999999999999999", "-1", "x", "", "1 FIRST"}) {
    CAPTURE(size);
    Dialogue d;
    d(start + "RCPT TO:<a@x>\r\nBDAT " + size + "\r\n");
    CHECK(d.closed);
  }
}

TEST_CASE("more recipients than the limit are told to come again") {
  Dialogue d;
  d.limits.recipients = 2;
  CHECK_THAT(d(start + "RCPT TO:<a@x>\r\nRCPT TO:<b@x>\r\nRCPT TO:<a@x>\r\n"),
             Contains("452 4.5.3"));
}

TEST_CASE("who only errs is sent away") {
  Dialogue d;
  std::string replies;
  for (int i = 0; i < 100 && !d.closed; ++i) replies += d("XYZZY\r\n");
  CHECK(d.closed);
  CHECK_THAT(replies, Contains("421 4.7.0"));
}
