// What reports about delivery say, and what they cannot.
#include "flow/bounce.hpp"

#include "support/catch.hpp"

using namespace chancery;

namespace {

std::string named(const std::string& groups,
                  const std::string& type = "multipart/report; report-type=delivery-status") {
  const auto message = Message::parse(
      make_buffer("Content-Type: " + type +
                  "; boundary=b\n\n--b\n\nSorry.\n--b\n"
                  "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n" +
                  groups + "\n--b--\n"));
  REQUIRE(message);
  std::string text;
  for (const auto& recipient : failed_recipients(*message)) {
    for (const auto& address : recipient.addresses) text += address.text() + ",";
    text += ";";
  }
  return text;
}

}  // namespace

TEST_CASE("who failed is named by the address that was sent to, then by the last one") {
  CHECK(
      named("Original-Recipient: rfc822;bob@example.org\nFinal-Recipient: RFC822; <b@mx.example>\n"
            "Action: failed") == "bob@example.org,b@mx.example,;");
  CHECK(named("Final-Recipient: rfc822;\n bob@example.org\nAction: Failed\n\n"
              "Action: failed\nFinal-Recipient: utf-8; carol@example.org") ==
        "bob@example.org,;carol@example.org,;");
}

TEST_CASE("delays, deliveries, other kinds of address and other mail name nobody") {
  CHECK(named("Final-Recipient: rfc822; bob@example.org\nAction: delayed").empty());
  CHECK(named("Final-Recipient: rfc822; bob@example.org").empty());
  CHECK(named("Final-Recipient: x400; bob@example.org\nAction: failed").empty());
  CHECK(named("Final-Recipient: bob@example.org\nAction: failed").empty());
  CHECK(named("Final-Recipient: rfc822; nobody\nAction: failed").empty());
  CHECK(
      named("Final-Recipient: rfc822; bob@example.org\nAction: failed", "multipart/mixed").empty());
}

TEST_CASE("a report names no more than a copy has recipients") {
  std::string groups;
  for (int i = 0; i < 5000; ++i)
    groups += "Final-Recipient: rfc822; m" + std::to_string(i) + "@example.org\nAction: failed\n\n";
  const auto text = named(groups);
  CHECK(std::count(text.begin(), text.end(), ';') == 100);
}
