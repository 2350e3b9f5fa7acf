// When a sender's ciphertext passes on, and that nothing does that does not open to what was
// decided about.
#include "flow/envelope.hpp"

#include "crypto_house.hpp"

#include "support/catch.hpp"

using namespace chancery;
using Catch::Matchers::Contains;
using test::vector;
using House = test::CryptoHouse;

namespace {

Unlocked post(const std::string& name, bool authenticated = false) {
  return {make_buffer(vector("post.crlf")), make_buffer(vector(name + ".enveloped")), 0,
          authenticated};
}

}  // namespace

TEST_CASE("what opens to what was decided about passes on") {
  House house;
  for (const auto* name : {"cbc", "aes128", "gcm", "oaep", "indefinite", "with-password"}) {
    CAPTURE(name);
    const auto passed = pass_on(post(name, name == std::string("gcm")), house.office());
    REQUIRE(passed);
    REQUIRE(passed->content);
    CHECK(passed->content->authenticated == (name == std::string("gcm")));
    CHECK(vector(std::string(name) + ".enveloped").find(passed->content->content.tail) !=
          std::string::npos);
  }
}

TEST_CASE("another content than the one decided about never passes on") {
  House house;
  auto other = post("cbc");
  other.content = make_buffer(vector("post.lf"));
  const auto passed = pass_on(other, house.office());
  REQUIRE_FALSE(passed);
  CHECK_THAT(passed.error().what, Contains("another content"));
  CHECK(passed.error().what.find("Content-Type") == std::string::npos);
}

TEST_CASE("an envelope that opens no more waits for its key") {
  House house({"alice"});
  const auto passed = pass_on(post("cbc"), house.office());
  REQUIRE_FALSE(passed);
  CHECK(passed.error().code == Code::try_later);
}

TEST_CASE("a cipher below the floor has to be encrypted anew") {
  House house;
  const auto passed = pass_on(post("3des"), house.office());
  REQUIRE(passed);
  CHECK_FALSE(passed->content);
  CHECK(passed->why_not == "DES-EDE3-CBC is below the floor");
}

TEST_CASE("without a backend nothing is encrypted, and nothing leaves in clear instead") {
  House house;
  house.settings.plugins = {};
  house.plugins.emplace(
      std::move(*Plugins::load(house.settings, {house.log, house.clock, house.store.get(), {}})));
  const auto sealed = encrypt("Hello.\r\n", house.office());
  REQUIRE_FALSE(sealed);
  CHECK(sealed.error().code == Code::misconfigured);
}
