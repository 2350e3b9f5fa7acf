// What evidence proves.
#include "trust/evidence.hpp"
#include "support/catch.hpp"

using namespace chancery;

namespace {

constexpr Status every_status[] = {Status::error,     Status::unsupported, Status::invalid,
                                   Status::untrusted, Status::revoked,     Status::not_yet_valid,
                                   Status::expired,   Status::weak,        Status::mismatch,
                                   Status::valid,     Status::no_key,      Status::absent};

Evidence claims(std::initializer_list<std::pair<std::string, Status>> list) {
  Evidence evidence;
  for (const auto& [method, status] : list) {
    Claim claim;
    claim.method = method;
    claim.status = status;
    evidence.claims.push_back(claim);
  }
  return evidence;
}

}  // namespace

TEST_CASE("a status has the name that other tools read") {
  const std::string_view names[] = {"error",    "unsupported",   "invalid", "untrusted",
                                    "revoked",  "not_yet_valid", "expired", "weak",
                                    "mismatch", "valid",         "no_key",  "absent"};
  for (std::size_t i = 0; i < std::size(every_status); ++i)
    CHECK(name(every_status[i]) == names[i]);
}

TEST_CASE("the order of the statuses is the one in which bad news wins") {
  CHECK(Status::error < Status::unsupported);
  CHECK(Status::unsupported < Status::invalid);
  CHECK(Status::invalid < Status::untrusted);
  CHECK(Status::untrusted < Status::revoked);
  CHECK(Status::revoked < Status::not_yet_valid);
  CHECK(Status::not_yet_valid < Status::expired);
  CHECK(Status::expired < Status::weak);
  CHECK(Status::weak < Status::mismatch);
  CHECK(Status::mismatch < Status::valid);
}

TEST_CASE("nothing proven is smtp") {
  CHECK(auth_method({}) == "smtp");
  CHECK(auth_method(claims({{"smtp", Status::valid}})) == "smtp");
  CHECK(auth_method(claims({{"other", Status::valid}})) == "smtp");
}

TEST_CASE("only a valid claim proves its method") {
  for (const std::string method : {"smime", "pgp", "md5", "dkim"})
    for (const auto status : every_status)
      CHECK(auth_method(claims({{method, status}})) == (status == Status::valid ? method : "smtp"));
}

TEST_CASE("the first proven of the methods counts, in the order of their strength") {
  const auto valid = Status::valid;
  CHECK(
      auth_method(claims(
          {{"smtp", valid}, {"dkim", valid}, {"md5", valid}, {"pgp", valid}, {"smime", valid}})) ==
      "smime");
  CHECK(auth_method(claims({{"dkim", valid}, {"md5", valid}, {"pgp", valid}})) == "pgp");
  CHECK(auth_method(claims({{"dkim", valid}, {"md5", valid}})) == "md5");
  CHECK(auth_method(claims({{"smime", Status::untrusted}, {"dkim", valid}})) == "dkim");
}

TEST_CASE("one valid claim of several is enough") {
  CHECK(auth_method(claims({{"smime", Status::mismatch}, {"smime", Status::valid}})) == "smime");
}

TEST_CASE("an invalid signature disproves smime, whatever another one proves") {
  auto evidence = claims({{"smime", Status::valid}, {"smime", Status::invalid}});
  evidence.signatures.resize(2);
  evidence.signatures[0].status = Status::valid;
  for (const auto status : every_status) {
    evidence.signatures[1].status = status;
    CHECK(auth_method(evidence) == (status == Status::invalid ? "smtp" : "smime"));
  }
  evidence.signatures[1].status = Status::invalid;
  evidence.claims.push_back(claims({{"dkim", Status::valid}}).claims[0]);
  CHECK(auth_method(evidence) == "dkim");
}

TEST_CASE("a signature nobody filled in proves nothing") {
  CHECK(Signature().status == Status::error);
  CHECK(Claim().status == Status::absent);
  CHECK(Opening().status == Status::absent);
  CHECK_FALSE(Covers().body);
}
