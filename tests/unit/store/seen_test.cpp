// What lists had, and whose mail came back.
#include "fixture.hpp"
#include "support/catch.hpp"

using namespace chancery;
using namespace test;

namespace {

const Mark post{Trait::message_id, "notes", "digest"};

}  // namespace

TEST_CASE("whoever had it first stays the one who had it, also for other processes") {
  const Folder folder;
  const auto store = folder.open();
  CHECK_FALSE(store->seen(post).value());
  CHECK(store->remember(post, {"first", now}).value().entry == "first");
  const auto other = folder.open();
  CHECK(other->remember(post, {"second", now + day}).value().entry == "first");
  CHECK(other->remember(post, {"first", now + day}).value().entry == "first");
  const auto seen = other->seen(post).value();
  REQUIRE(seen);
  CHECK(seen->entry == "first");
  CHECK(seen->at == now);
}

TEST_CASE("another list, another trait and another digest are something else") {
  const Folder folder;
  const auto store = folder.open();
  REQUIRE(store->remember(post, {"first", now}));
  for (const Mark& other :
       {Mark{Trait::message_id, "other", "digest"}, Mark{Trait::signature, "notes", "digest"},
        Mark{Trait::message_id, "notes", "other"}})
    CHECK_FALSE(store->seen(other).value());
}

TEST_CASE("what is old is forgotten, and may be had anew") {
  const Folder folder;
  const auto store = folder.open();
  REQUIRE(store->remember(post, {"first", now}));
  CHECK(store->forget_before(now).value() == 0);
  CHECK(store->forget_before(now + day).value() == 1);
  CHECK(store->remember(post, {"second", now + day}).value().entry == "second");
}

TEST_CASE("what was undone was never had") {
  const Folder folder;
  const auto store = folder.open();
  REQUIRE(store->begin());
  REQUIRE(store->remember(post, {"first", now}));
  store->rollback();
  CHECK_FALSE(store->seen(post).value());
}

TEST_CASE("an address is told so often a day and no more, and anew on the next") {
  const Folder folder;
  const auto store = folder.open();
  const auto bob = address("bob@example.org");
  CHECK(store->may_tell(bob, now, 2).value());
  CHECK(folder.open()->may_tell(bob, now, 2).value());
  CHECK_FALSE(store->may_tell(bob, now, 2).value());
  CHECK(store->may_tell(address("carol@example.org"), now, 2).value());
  CHECK(store->may_tell(bob, now + day, 2).value());
  CHECK(store->may_tell(bob, now, 2).value());  // the clock went back: the later day counts on
  CHECK_FALSE(store->may_tell(bob, now + day, 2).value());
  CHECK_FALSE(store->may_tell(address("dave@example.org"), now, 0).value());
}

TEST_CASE("bounces are counted of members alone, and go with them") {
  const Folder folder;
  const auto store = folder.open();
  REQUIRE(store->add("notes", member("bob@example.org")));
  REQUIRE(store->add("notes", member("olga@example.org", Role::owner)));
  CHECK(store->note_bounce("notes", address("bob@example.org"), now + day).value());
  CHECK(store->note_bounce("notes", address("bob@example.org"), now).value());
  CHECK_FALSE(store->note_bounce("notes", address("olga@example.org"), now).value());
  CHECK_FALSE(store->note_bounce("other", address("bob@example.org"), now).value());
  CHECK(store->bounces("notes", "bob@example.org").value().count == 2);
  CHECK(store->bounces("notes", "bob@example.org").value().last == now + day);
  REQUIRE(store->remove("notes", address("bob@example.org"), std::nullopt));
  REQUIRE(store->add("notes", member("bob@example.org")));
  CHECK(store->bounces("notes", "bob@example.org").value().count == 0);
}
