// When a sender's ciphertext passes on, and that nothing does that does not open to what was
// decided about.
#include "flow/envelope.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace chancery;
using Catch::Matchers::Contains;

namespace {

class SilentLog final : public Log {
  void line(Severity, const std::string&) override {}
};

std::string vector(const std::string& name) {
  return read_file(test::vectors() / name, 10'000'000).value();
}

// A list whose keys are these.
struct House {
  test::TemporaryFolder folder;
  Settings settings;
  ListSettings list{"notes", Address::make("notes@lists.example.org").value(), {}, {}};
  SystemClock clock;
  SilentLog log;
  std::unique_ptr<Store> store;
  std::optional<Plugins> plugins;
  std::optional<Keyring> keyring;

  explicit House(std::vector<std::string> keys = {"notes"}) {
    settings.places = Places::under(folder.path(), test::binary());
    settings.domain = "lists.example.org";
    settings.cipher = "AES-256-CBC";
    settings.plugin_folders = {test::plugin_folder()};
    settings.plugins = {"crypto_openssl"};
    REQUIRE(Store::make(settings.places.store().string()));
    store = std::move(*Store::open(settings.places.store().string()));
    plugins.emplace(std::move(*Plugins::load(settings, {log, clock, store.get(), {}})));
    keyring.emplace(plugins->crypto(), TrustFiles(), [keys](const CryptoBackend& crypto) {
      std::vector<CryptoBackend::Handle> opened;
      for (const auto& key : keys)
        opened.push_back(
            std::move(*crypto.open_key({vector(key + ".key"), vector(key + ".pem"), {}})));
      return Result<std::vector<CryptoBackend::Handle>>(std::move(opened));
    });
  }
  Office office() { return {settings, list, *plugins, *store, *keyring, clock, log}; }
};

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
