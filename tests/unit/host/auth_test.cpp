// auth_smtp and auth_smime, through the loader: who is proven by which facts, and by which never.
#include "host/plugins.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace chancery;

namespace {

class Silent final : public Log {
  void line(Severity, const std::string&) override {}
};

Address address(std::string_view text) { return *Address::make(text); }

const auto alice = address("alice@example.org");

Signature signature(Status status, std::vector<Address> addresses, std::string reason = "") {
  Signature s;
  s.status = status;
  s.reason = std::move(reason);
  s.certificate.emplace();
  s.certificate->der = "der";
  s.certificate->addresses = std::move(addresses);
  return s;
}

// What the plugin claims of a message with these signatures.
Evidence claims(const std::string& plugin, std::vector<Signature> signatures,
                const std::optional<Address>& sender) {
  Settings settings;
  settings.plugin_folders = {test::plugin_folder()};
  settings.plugins = {plugin};
  Silent log;
  const SystemClock clock;
  const auto plugins = Plugins::load(settings, {log, clock, nullptr, {}});
  REQUIRE(plugins);
  REQUIRE(plugins->auth().size() == 1);
  const auto message = Message::parse(make_buffer("From: Alice@Example.org\n\nHello\n"));
  Evidence evidence;
  evidence.signatures = std::move(signatures);
  REQUIRE(plugins->auth()[0].authenticate(*message, sender, from_seconds(0), evidence));
  return evidence;
}

Claim only(const Evidence& evidence) {
  REQUIRE(evidence.claims.size() == 1);
  return evidence.claims[0];
}

}  // namespace

TEST_CASE("smtp: the one sender is who they say") {
  const auto claim = only(claims("auth_smtp", {}, alice));
  CHECK(claim.method == "smtp");
  CHECK(claim.status == Status::valid);
  CHECK(claim.identity == alice);
}

TEST_CASE("smtp: without one sender there is nothing to claim") {
  const auto claim = only(claims("auth_smtp", {}, std::nullopt));
  CHECK(claim.status == Status::absent);
  CHECK_FALSE(claim.identity);
  CHECK_THAT(claim.reason, Contains("no single From address"));
}

TEST_CASE("smime: a valid signature whose certificate carries the sender proves the sender") {
  const auto evidence =
      claims("auth_smime", {signature(Status::valid, {address("al@example.org"), alice})}, alice);
  const auto claim = only(evidence);
  CHECK(claim.method == "smime");
  CHECK(claim.status == Status::valid);
  CHECK(claim.identity == alice);
  CHECK(claim.signature == 0u);
  CHECK(auth_method(evidence) == "smime");
}

TEST_CASE("smime: a message that is not signed is absent") {
  const auto claim = only(claims("auth_smime", {}, alice));
  CHECK(claim.status == Status::absent);
  CHECK_FALSE(claim.signature);
  CHECK_THAT(claim.reason, Contains("not signed"));
}

TEST_CASE("smime: somebody else's certificate is a mismatch that names both sides") {
  const auto bob = address("bob@example.org");
  const auto evidence = claims("auth_smime", {signature(Status::valid, {bob})}, alice);
  const auto claim = only(evidence);
  CHECK(claim.status == Status::mismatch);
  CHECK_FALSE(claim.identity);
  CHECK_THAT(claim.reason, Contains("bob@example.org") && Contains("alice@example.org"));
  CHECK(auth_method(evidence) == "smtp");
}

TEST_CASE("smime: an address that only resembles the sender's is a mismatch") {
  for (const auto other : {"alice@example.or", "xalice@example.org",
                           "alice@example.org.example.net", "alice@sub.example.org"})
    CHECK(only(claims("auth_smime", {signature(Status::valid, {address(other)})}, alice)).status ==
          Status::mismatch);
}

TEST_CASE("smime: a certificate without an address proves nobody") {
  const auto claim = only(claims("auth_smime", {signature(Status::valid, {})}, alice));
  CHECK(claim.status == Status::mismatch);
  CHECK_THAT(claim.reason, Contains("nobody") && Contains("alice@example.org"));
}

TEST_CASE("smime: without one sender nobody is proven") {
  const auto claim = only(claims("auth_smime", {signature(Status::valid, {alice})}, std::nullopt));
  CHECK(claim.status == Status::mismatch);
  CHECK_THAT(claim.reason, Contains("no single From address"));
}

TEST_CASE("smime: what is not valid keeps its status and its reason") {
  for (const auto status :
       {Status::error, Status::unsupported, Status::invalid, Status::untrusted, Status::revoked,
        Status::not_yet_valid, Status::expired, Status::weak, Status::no_key}) {
    const auto claim =
        only(claims("auth_smime", {signature(status, {alice}, "for a reason")}, alice));
    CHECK(claim.status == status);
    CHECK(claim.reason == "for a reason");
    CHECK_FALSE(claim.identity);
  }
}

TEST_CASE("smime: one claim a signature, and an invalid one spoils the others") {
  const auto bob = address("bob@example.org");
  auto evidence = claims(
      "auth_smime", {signature(Status::valid, {bob}), signature(Status::valid, {alice})}, alice);
  REQUIRE(evidence.claims.size() == 2);
  CHECK(evidence.claims[0].status == Status::mismatch);
  CHECK(evidence.claims[1].status == Status::valid);
  CHECK(evidence.claims[1].signature == 1u);
  CHECK(auth_method(evidence) == "smime");
  evidence =
      claims("auth_smime", {signature(Status::valid, {alice}), signature(Status::invalid, {alice})},
             alice);
  CHECK(evidence.claims.size() == 2);
  CHECK(auth_method(evidence) == "smtp");
}
