// A decision is taken once; what it recorded and the message are enough to distribute by it.
#include "flow/pipeline.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace chancery;
using Catch::Matchers::Contains;

namespace {

class SilentLog final : public Log {
  void line(Severity, const std::string&) override {}
};

// Takes every copy; keeps to whom they went.
class NotedExit final : public Exit {
 public:
  std::vector<DeliveryResult> send(const Copy& copy) override {
    std::vector<DeliveryResult> results;
    for (const auto& recipient : copy.outgoing().recipients) {
      to += recipient.substr(0, recipient.find('@'));
      results.push_back({results.size(), DeliveryResult::Outcome::delivered, {}, {}});
    }
    return results;
  }
  Result<void> keep_held(std::string_view, const std::string&) override { return {}; }
  Result<std::string> keep_failed(std::string_view, const std::string&) override {
    return std::string();
  }
  Result<void> say_why(const std::string&, const std::string&) override { return {}; }
  Result<void> forget(const std::string&) override { return {}; }
  std::string to;
};

// A site with the list notes, open to all, and the members a to e.
struct House {
  test::TemporaryFolder folder;
  Settings settings;
  ListSettings list{"notes", Address::make("notes@lists.example.org").value(), {}, {}};
  SystemClock clock;
  SilentLog log;
  std::unique_ptr<Store> store;
  std::optional<Plugins> plugins;
  std::optional<Keyring> keyring;

  House() {
    settings.places = Places::under(folder.path(), test::binary());
    settings.domain = "lists.example.org";
    settings.plugin_folders = {test::plugin_folder()};
    settings.plugins = {"auth_smtp"};
    list.folder = settings.places.list("notes");
    list.scenarios["send"] = "public";
    REQUIRE(Store::make(settings.places.store().string()));
    store = std::move(*Store::open(settings.places.store().string()));
    for (const std::string name : {"a", "b", "c", "d", "e"})
      REQUIRE(store->add("notes", {Address::make(name + "@example.org").value(), {}, {}}));
    plugins.emplace(std::move(*Plugins::load(settings, {log, clock, store.get(), {}})));
    keyring.emplace(plugins->crypto(), TrustFiles(), Keyring::OpenKeys());
  }
  Office office() { return {settings, list, *plugins, *store, *keyring, clock, log, false, true}; }
  Incoming post() {
    return {make_buffer("From: a@example.org\r\nSubject: x\r\n\r\nHello.\r\n"), "a@example.org",
            clock.now()};
  }
  Opened opened() { return *open(*parse(post(), settings.limits), *keyring, settings.limits); }
  std::string record() {
    const auto decided = decide(post(), office());
    REQUIRE(decided);
    return std::get<Authorized>(*decided).record();
  }
};

}  // namespace

TEST_CASE("a resumed decision is the one that was recorded") {
  House house;
  const auto record = house.record();
  const auto resumed = Authorized::resume(house.opened(), record);
  REQUIRE(resumed);
  CHECK(resumed->record() == record);
  CHECK(resumed->post().method == "smtp");
  CHECK(resumed->post().sender_text() == "a@example.org");
  CHECK(resumed->verdict().action == "do_it");
  CHECK(resumed->verdict().rule->line > 0);
  CHECK_THAT(record, !Contains("Hello"));
}

TEST_CASE("parts of a list together are the list, each member once") {
  House house;
  const auto record = house.record();
  const auto part = [&](const AddressRange& range) {
    NotedExit exit;
    REQUIRE(distribute(*Authorized::resume(house.opened(), record), range, house.office(), exit));
    return exit.to;
  };
  CHECK(part({"", "b@example.org"}) == "ab");
  CHECK(part({"b@example.org", "d@example.org"}) == "cd");
  CHECK(part({"d@example.org", ""}) == "e");
}

TEST_CASE("what is no record authorizes nothing") {
  House house;
  for (
      const std::string record :
      {"", "{}", "[]", "null", R"({"version":2})", R"({"version":1,"list":"notes"})",
       R"({"version":1,"list":7,"method":"smtp","action":"do_it","scenario":"s"})",
       R"({"version":1,"list":"l","method":"m","action":"a","scenario":"s","sender":"no address"})"})
    CHECK_FALSE(Authorized::resume(house.opened(), record));
}

TEST_CASE("a message that cannot be opened any more waits") {
  House house;
  const auto record = house.record();
  auto locked = house.opened();
  locked.secrecy = Locked{};
  const auto resumed = Authorized::resume(std::move(locked), record);
  REQUIRE_FALSE(resumed);
  CHECK(resumed.error().code == Code::try_later);
}
