// A list with keys of the test vectors and nothing but the crypto backend.
#pragma once

#include "flow/stages.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"

#include <memory>
#include <string>
#include <vector>

namespace test {

using namespace chancery;

class SilentLog final : public Log {
  void line(Severity, const std::string&) override {}
};

inline std::string vector(const std::string& name) {
  return read_file(vectors() / name, 10'000'000).value();
}

// A list whose keys are these.
struct CryptoHouse {
  TemporaryFolder folder;
  Settings settings;
  ListSettings list{"notes", Address::make("notes@lists.example.org").value(), {}, {}};
  SystemClock clock;
  SilentLog log;
  std::unique_ptr<Store> store;
  std::optional<Plugins> plugins;
  std::optional<Keyring> keyring;

  explicit CryptoHouse(std::vector<std::string> keys = {"notes"}) {
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

}  // namespace test
