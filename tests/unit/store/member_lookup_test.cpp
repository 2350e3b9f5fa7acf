#include "support/catch.hpp"
#include "support/paths.hpp"

#include "store/store.hpp"

using namespace chancery;

TEST_CASE("one member is found by address and role, with the name, and nobody else is") {
  const test::TemporaryFolder folder;
  const auto file = (folder.path() / "chancery.db").string();
  REQUIRE(Store::make(file));
  const auto store = Store::open(file).value();
  REQUIRE(store->add("staff", {Address::make("alice@x.org").value(), "Alice", Role::member}));
  const auto found = store->member("staff", "alice@x.org", Role::member).value();
  REQUIRE(found);
  CHECK((found->name == "Alice" && found->role == Role::member));
  CHECK_FALSE(store->member("staff", "alice@x.org", Role::owner).value());
  CHECK_FALSE(store->member("other", "alice@x.org", Role::member).value());
  CHECK_FALSE(store->member("staff", "nobody", Role::member).value());
}
