// Members, owners and editors.
#include "fixture.hpp"
#include "support/catch.hpp"

using namespace test;

namespace {

std::vector<std::string> texts(const std::vector<Member>& members) {
  std::vector<std::string> lines;
  for (const Member& member : members)
    lines.push_back(member.address.text() + " " + std::string(name(member.role)) + " " +
                    member.name);
  return lines;
}

}  // namespace

TEST_CASE("the names of roles lead back to them") {
  for (const Role role : {Role::member, Role::owner, Role::editor})
    CHECK(role_named(name(role)) == role);
  CHECK_FALSE(role_named(""));
  CHECK_FALSE(role_named("Owner"));
}

TEST_CASE("who was added is there, in that list and that role only, also after reopening") {
  const Folder folder;
  CHECK(folder.open()->add("staff", member("a@example.org")).value());
  const auto store = folder.open();
  CHECK(store->has("staff", "a@example.org", Role::member).value());
  CHECK_FALSE(store->has("staff", "a@example.org", Role::owner).value());
  CHECK_FALSE(store->has("board", "a@example.org", Role::member).value());
  CHECK_FALSE(store->has("staff", "b@example.org", Role::member).value());
  CHECK_FALSE(store->has("staff", "", Role::member).value());
  CHECK(store->any("staff", Role::member).value());
  CHECK_FALSE(store->any("staff", Role::owner).value());
  CHECK(store->count("staff", Role::member).value() == 1);
  CHECK(store->count("board", Role::member).value() == 0);
}

TEST_CASE("adding twice says so, and a name that is given counts") {
  const Folder folder;
  const auto store = folder.open();
  CHECK(store->add("staff", {address("a@example.org"), "Ada", Role::member}).value());
  CHECK_FALSE(store->add("staff", {address("A@example.org"), "Eve", Role::member}).value());
  CHECK_FALSE(store->add("staff", {address("a@example.org"), "", Role::member}).value());
  CHECK(texts(store->members("staff", std::nullopt).value()) ==
        std::vector<std::string>{"a@example.org member Eve"});
}

TEST_CASE("one address may have several roles, which go singly or all") {
  const Folder folder;
  const auto store = folder.open();
  for (const Role role : {Role::member, Role::owner, Role::editor})
    CHECK(store->add("staff", member("a@example.org", role)).value());
  CHECK(store->remove("staff", address("a@example.org"), Role::owner).value());
  CHECK_FALSE(store->remove("staff", address("a@example.org"), Role::owner).value());
  CHECK(store->members("staff", std::nullopt).value().size() == 2);
  CHECK(store->remove("staff", address("a@example.org"), std::nullopt).value());
  CHECK_FALSE(store->remove("staff", address("a@example.org"), std::nullopt).value());
  CHECK(store->members("staff", std::nullopt).value().empty());
}

TEST_CASE("addresses are compared and ordered as bytes") {
  const Folder folder;
  const auto store = folder.open();
  for (const char* text :
       {"z@example.org", "\xc3\xa4@example.org", "a_b@example.org", "a-b@example.org",
        "a.b@example.org", "ab@example.org", "\xc3\x84@example.org"})
    CHECK(store->add("staff", member(text)).value());
  CHECK(store->has("staff", "\xc3\xa4@example.org", Role::member).value());
  CHECK_FALSE(store->has("staff", "Z@example.org", Role::member).value());
  CHECK_FALSE(store->has("staff", "%@example.org", Role::member).value());
  const auto members = store->members("staff", Role::member).value();
  REQUIRE(members.size() == 7);
  CHECK(std::is_sorted(members.begin(), members.end(), [](const Member& a, const Member& b) {
    return a.address.text() < b.address.text();
  }));
}

TEST_CASE("quotes, line breaks and long names are kept as they are") {
  const Folder folder;
  const auto store = folder.open();
  const std::string odd = "'; DROP TABLE member; --\n\"\xf0\x9f\x90\x80\"";
  CHECK(store->add("o'list", {address("o'hara@example.org"), odd, Role::member}).value());
  CHECK(store->add("o'list", {address("b@example.org"), std::string(100'000, 'x'), Role::member})
            .value());
  const auto members = store->members("o'list", Role::member).value();
  REQUIRE(members.size() == 2);
  CHECK(members[0].name.size() == 100'000);
  CHECK(members[1].name == odd);
}

TEST_CASE("members are listed by address, then by role") {
  const Folder folder;
  const auto store = folder.open();
  for (const auto& one : {member("b@example.org"), member("a@example.org", Role::owner),
                          member("a@example.org"), member("c@example.org", Role::editor)})
    CHECK(store->add("staff", one).value());
  CHECK(texts(store->members("staff", std::nullopt).value()) ==
        std::vector<std::string>{"a@example.org member ", "a@example.org owner ",
                                 "b@example.org member ", "c@example.org editor "});
  CHECK(texts(store->members("staff", Role::editor).value()) ==
        std::vector<std::string>{"c@example.org editor "});
}
