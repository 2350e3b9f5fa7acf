// A message and what its list had.
#include "flow/memory.hpp"

#include "flow/stages.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace chancery;

namespace {

const Time now = from_seconds(1'800'000'000);
constexpr std::chrono::hours month{24 * 30};
const Mark post{Trait::message_id, "notes", "digest"}, other{Trait::signature, "notes", "x"};

struct House {
  test::TemporaryFolder folder;
  std::unique_ptr<Store> store;
  House() {
    const auto file = (folder.path() / "chancery.db").string();
    REQUIRE(Store::make(file));
    store = std::move(*Store::open(file));
  }
};

Authenticated from(const std::string& header, const std::string& sender) {
  auto message = Message::parse(make_buffer(header + "\r\n\r\ntext"));
  REQUIRE(message);
  Opened opened{{}, *message, *message, Clear{}, {}};
  return {std::move(opened), *Address::make(sender), {}, {}};
}

}  // namespace

TEST_CASE("nothing is kept of what was only asked") {
  const House house;
  Memory asks(*house.store, "one", now);
  CHECK_FALSE(asks.had(post).value());
  Memory other_asks(*house.store, "two", now);
  CHECK_FALSE(other_asks.had(post).value());
}

TEST_CASE("an entry that walks again is no duplicate of itself") {
  const House house;
  for (int walk = 0; walk < 2; ++walk) {
    Memory memory(*house.store, "one", now);
    CHECK_FALSE(memory.had(post).value());
    CHECK_FALSE(memory.keep(month).value());
  }
  Memory memory(*house.store, "two", now);
  const auto earlier = memory.had(post).value();
  REQUIRE(earlier);
  CHECK(earlier->entry == "one");
}

TEST_CASE("of two that asked at once one is quicker, and the other keeps nothing") {
  const House house;
  Memory one(*house.store, "one", now), two(*house.store, "two", now);
  REQUIRE_FALSE(one.had(post).value());
  REQUIRE_FALSE(two.had(other).value());
  REQUIRE_FALSE(two.had(post).value());
  REQUIRE_FALSE(one.keep(month).value());
  const auto quicker = two.keep(month).value();
  REQUIRE(quicker);
  CHECK(quicker->entry == "one");
  CHECK_FALSE(house.store->seen(other).value());
}

TEST_CASE("what is kept drives out what is older than it is to be kept") {
  const House house;
  Memory one(*house.store, "one", now);
  REQUIRE_FALSE(one.had(post).value());
  REQUIRE_FALSE(one.keep(month).value());
  Memory late(*house.store, "late", now + month + std::chrono::hours(1));
  REQUIRE_FALSE(late.had(other).value());
  REQUIRE_FALSE(late.keep(month).value());
  CHECK_FALSE(house.store->seen(post).value());
}

TEST_CASE(
    "a post is known by its Message-ID, its sender and its body together, and without an id not") {
  const auto mark = [](const std::string& header, const std::string& sender) {
    return message_mark(from(header, sender), "notes");
  };
  const auto known = mark("Message-ID: <1@x>", "a@example.org");
  REQUIRE(known);
  CHECK(known->digest == mark("message-id:\r\n <1@x> ", "a@example.org")->digest);
  CHECK(known->digest != mark("Message-ID: <1@x>", "b@example.org")->digest);
  CHECK(known->digest != mark("Message-ID: <2@x>", "a@example.org")->digest);
  CHECK_FALSE(mark("Subject: none", "a@example.org"));
  CHECK_FALSE(mark("Message-ID: ", "a@example.org"));
  CHECK(known->digest != mark("Message-ID: <1@x>\n\nother", "a@example.org")->digest);
}
