#include "fixture.hpp"
#include "support/catch.hpp"

using namespace chancery;

TEST_CASE("one member is found by address and role, with the name, and nobody else is") {
  const test::Folder folder;
  const auto store = folder.open();
  REQUIRE(store->add("staff", {Address::make("alice@x.org").value(), "Alice", Role::member}));
  const auto found = store->member("staff", "alice@x.org", Role::member).value();
  REQUIRE(found);
  CHECK((found->name == "Alice" && found->role == Role::member));
  CHECK_FALSE(store->member("staff", "alice@x.org", Role::owner).value());
  CHECK_FALSE(store->member("other", "alice@x.org", Role::member).value());
  CHECK_FALSE(store->member("staff", "nobody", Role::member).value());
}
