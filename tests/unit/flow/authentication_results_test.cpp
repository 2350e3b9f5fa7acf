// What copies say about the signatures of a post, and whose word others may not put in our mouth.
#include "flow/authentication_results.hpp"

#include "support/catch.hpp"

using namespace chancery;

namespace {

Authenticated post_with(std::vector<Claim> claims, const std::string& method) {
  const auto message = Message::parse(make_buffer("From: a@x.org\n\nx")).value();
  Opened opened{{}, message, message, Clear{}, {}};
  opened.evidence.claims = std::move(claims);
  return {std::move(opened), std::nullopt, {}, method};
}

std::string written(std::vector<Claim> claims, const std::string& method = "smime") {
  return authentication_results(post_with(std::move(claims), method), "lists.example.org", "\n");
}

Claim claim(Status status, const char* who = nullptr) {
  Claim claim;
  claim.method = "smime";
  claim.status = status;
  if (who) claim.identity = Address::make(who).value();
  return claim;
}

}  // namespace

TEST_CASE("each signature that decides has a result, and only one that stands a name") {
  const std::string begin = "Authentication-Results: lists.example.org;\n smime=";
  CHECK(written({claim(Status::absent)}) == begin + "none\n");
  CHECK(written({claim(Status::valid, "a@x.org")}) ==
        begin + "pass\n body.smime-identifier=a@x.org\n");
  CHECK(written({claim(Status::mismatch), claim(Status::invalid, "a@x.org")}) ==
        begin + "policy;\n smime=fail\n");
  CHECK(written({claim(Status::valid, "\xC3\xA4@x.org")}) == begin + "pass\n");
  CHECK(written({claim(Status::valid, "a@x.org"), claim(Status::invalid)}, "smtp") ==
        begin + "policy;\n smime=fail\n");
}

TEST_CASE("fields that claim to be ours are known, however they are written") {
  for (const auto* value :
       {" lists.example.org; smime=pass", "LISTS.Example.Org;smime=pass", " lists.example.org 1; x",
        "\r\n\tlists.example.org;", "(a (b)\\) c) lists.example.org;", "\"lists.example.org\" 1;",
        "\"lists.ex\\ample.org\";", "lists.example.org(c);", "lists.example.org", "", "(open",
        "\"open"}) {
    INFO(value);
    CHECK(claims_to_be_of(value, "lists.example.org"));
  }
  for (const auto* value : {"mx.example.org; dkim=pass", "lists.example.org.evil;",
                            "(lists.example.org) x;", "example.org; smime=pass"}) {
    INFO(value);
    CHECK_FALSE(claims_to_be_of(value, "lists.example.org"));
  }
}
