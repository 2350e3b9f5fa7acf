// What a command may touch, by what it asks for: nothing but places, the settings, the store, or
// the whole site with its plugins. Nothing is opened that was not asked for.
#pragma once

#include "flow/keyring.hpp"
#include "flow/stages.hpp"
#include "host/plugins.hpp"

#include <memory>
#include <optional>
#include <string>

namespace chancery::cli {

// The site, open: everything that a message's way needs. Members are built in this order.
struct Site {
  Settings settings;
  SystemClock clock;
  StderrLog log;
  std::unique_ptr<Store> store;
  std::optional<Plugins> plugins;

  const CryptoBackend* crypto() const { return plugins->crypto(); }
};

class Session {
 public:
  std::optional<fs::path> root;  // --root
  bool json = false;             // --json

  Places places() const;
  Result<Settings> settings() const;
  Result<std::unique_ptr<Store>> store(const Settings& settings) const;
  // Plugins that are refused are logged; a site without a crypto backend, an auth method or its
  // transport is misconfigured.
  Result<std::unique_ptr<Site>> site() const;
};

TrustFiles trust_of(const Settings& settings);

// The content of a file that the command line names; "-" is standard input. Missing or unreadable:
// unusable.
Result<std::string> input_file(const std::string& file, std::size_t limit = 10'000'000);
// The password in a file that the command line names.
Result<Secret> password_file(const std::string& file);
// An address that the command line names.
Result<Address> address_argument(std::string_view text);

}  // namespace chancery::cli
