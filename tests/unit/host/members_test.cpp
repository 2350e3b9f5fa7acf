// predicate_members, through the loader and over a real store: Sympa's meanings.
#include "host/plugins.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace chancery;

namespace {

class Silent final : public Log {
  void line(Severity, const std::string&) override {}
};

class Site {
 public:
  Site() {
    settings_.domain = "lists.example.org";
    settings_.places.state = folder_.path();
    settings_.plugin_folders = {test::plugin_folder()};
    settings_.plugins = {"predicate_members"};
    fs::create_directories(settings_.places.list("notes"));
    fs::create_directories(settings_.places.list("quiet"));
    REQUIRE(Store::make(folder_.path() / "chancery.db"));
    store_ = std::move(*Store::open(folder_.path() / "chancery.db"));
    add("notes", "member@example.org", Role::member);
    add("notes", "owner@example.org", Role::owner);
    add("notes", "editor@example.org", Role::editor);
    add("quiet", "owner@example.org", Role::owner);
    auto loaded =
        Plugins::load(settings_, {log_, clock_, store_.get(), {address("master@example.org")}});
    REQUIRE(loaded);
    REQUIRE(loaded->refusals().empty());
    plugins_.emplace(std::move(*loaded));
  }

  static std::vector<scenario::Value> values(
      const std::vector<std::vector<std::string>>& arguments) {
    std::vector<scenario::Value> all;
    for (const auto& items : arguments) all.emplace_back(items);
    return all;
  }
  Result<bool> ask(const std::string& predicate,
                   const std::vector<std::vector<std::string>>& arguments) const {
    const auto* found = plugins_->predicate(predicate);
    REQUIRE(found);
    return found->evaluate(predicate, values(arguments), {"notes", "lists.example.org", {}});
  }
  // Whether anybody of the people has the relation.
  bool is(const std::string& predicate, const std::string& list,
          const std::vector<std::string>& people) const {
    const auto answer = ask(predicate, {{list}, people});
    REQUIRE(answer);
    return *answer;
  }
  bool is_listmaster(const std::string& who) const { return *ask("is_listmaster", {{who}}); }
  const Plugins& plugins() const { return *plugins_; }
  fs::path database() const { return folder_.path() / "chancery.db"; }

 private:
  static Address address(const char* text) { return *Address::make(text); }
  void add(const char* list, const char* who, Role role) {
    REQUIRE(store_->add(list, {address(who), "", role}));
  }

  test::TemporaryFolder folder_;
  Silent log_;
  SystemClock clock_;
  std::unique_ptr<Store> store_;
  Settings settings_;
  std::optional<Plugins> plugins_;
};

}  // namespace

TEST_CASE("a subscriber is a member, and nobody else is") {
  const Site site;
  CHECK(site.is("is_subscriber", "notes", {"member@example.org"}));
  CHECK_FALSE(site.is("is_subscriber", "notes", {"owner@example.org"}));
  CHECK_FALSE(site.is("is_subscriber", "notes", {"master@example.org"}));
  CHECK_FALSE(site.is("is_subscriber", "quiet", {"member@example.org"}));
}

TEST_CASE("an owner is an owner of the list or a listmaster") {
  const Site site;
  CHECK(site.is("is_owner", "notes", {"owner@example.org"}));
  CHECK(site.is("is_owner", "notes", {"master@example.org"}));
  CHECK_FALSE(site.is("is_owner", "notes", {"editor@example.org"}));
  CHECK_FALSE(site.is("is_owner", "notes", {"member@example.org"}));
}

TEST_CASE("an owner is an editor only where the list has none, and a listmaster never") {
  const Site site;
  CHECK(site.is("is_editor", "notes", {"editor@example.org"}));
  CHECK_FALSE(site.is("is_editor", "notes", {"owner@example.org"}));
  CHECK(site.is("is_editor", "quiet", {"owner@example.org"}));
  CHECK_FALSE(site.is("is_editor", "quiet", {"editor@example.org"}));
  CHECK_FALSE(site.is("is_editor", "notes", {"master@example.org"}));
  CHECK_FALSE(site.is("is_editor", "quiet", {"master@example.org"}));
}

TEST_CASE("a listmaster is one of the site") {
  const Site site;
  CHECK(site.is_listmaster("master@example.org"));
  CHECK(site.is_listmaster("MASTER@Example.ORG"));
  CHECK_FALSE(site.is_listmaster("owner@example.org"));
  CHECK_FALSE(site.is_listmaster("nobody"));
  CHECK_FALSE(site.is_listmaster(""));
}

TEST_CASE("a list is named by its name or its address here") {
  const Site site;
  for (const auto list : {"notes", "NOTES", "notes@lists.example.org", "Notes@LISTS.example.org"}) {
    INFO(list);
    CHECK(site.is("is_subscriber", list, {"member@example.org"}));
    CHECK(site.is("is_owner", list, {"master@example.org"}));
  }
}

TEST_CASE("to a list that is not here nobody has any relation") {
  const Site site;
  const std::vector<std::string> elsewhere = {"nolist",
                                              "notes@elsewhere.example",
                                              "notes@",
                                              "@lists.example.org",
                                              "../lists/notes",
                                              "notes/",
                                              "notes\n",
                                              ".",
                                              std::string("notes\0", 6)};
  for (const auto& list : elsewhere)
    for (const auto who :
         {"member@example.org", "owner@example.org", "editor@example.org", "master@example.org"}) {
      INFO(list << ", " << who);
      CHECK_FALSE(site.is("is_subscriber", list, {who}));
      CHECK_FALSE(site.is("is_owner", list, {who}));
      CHECK_FALSE(site.is("is_editor", list, {who}));
    }
}

TEST_CASE("without the name of a list nobody is its subscriber or editor") {
  const Site site;
  CHECK_FALSE(site.is("is_subscriber", "", {"member@example.org"}));
  CHECK_FALSE(site.is("is_editor", "", {"owner@example.org"}));
  CHECK_FALSE(site.is("is_owner", "", {"owner@example.org"}));
  CHECK_FALSE(site.is("is_owner", "", {"master@example.org"}));
  const auto none = site.ask("is_owner", {{}, {"master@example.org"}});
  REQUIRE(none);
  CHECK_FALSE(*none);
}

TEST_CASE("of several addresses one is enough, and none is nobody") {
  const Site site;
  CHECK(site.is("is_subscriber", "notes", {"x@example.org", "member@example.org"}));
  CHECK(site.is("is_subscriber", "notes", {"nobody", "", "a b", "member@example.org"}));
  CHECK_FALSE(site.is("is_subscriber", "notes", {"nobody", ""}));
  CHECK_FALSE(site.is("is_subscriber", "notes", {}));
}

TEST_CASE("addresses are compared in canonical form, and what has none is nobody's") {
  const Site site;
  CHECK(site.is("is_subscriber", "notes", {"MEMBER@EXAMPLE.org"}));
  for (const std::string who : {" member@example.org", "member@example.org\n",
                                "<member@example.org>", "member@example.org,x@example.org"})
    CHECK_FALSE(site.is("is_subscriber", "notes", {who}));
  CHECK_FALSE(site.is("is_subscriber", "notes", {std::string("member@example.org\0", 19)}));
}

TEST_CASE("a store that cannot answer is an error and never a no") {
  Settings settings;
  settings.plugin_folders = {test::plugin_folder()};
  settings.plugins = {"predicate_members"};
  Silent log;
  const SystemClock clock;
  const auto plugins = Plugins::load(settings, {log, clock, nullptr, {}});
  REQUIRE(plugins);
  const scenario::Value arguments[] = {scenario::Value("notes"),
                                       scenario::Value("member@example.org")};
  const auto answer =
      plugins->predicate("is_subscriber")->evaluate("is_subscriber", arguments, {"notes", "d", {}});
  REQUIRE_FALSE(answer);
  CHECK_THAT(answer.error().what, Contains("predicate_members: evaluating is_subscriber: ") &&
                                      Contains("there is no store to ask"));
}
