// A host for the tests: it loads plugins as a site does, and keeps what they say.
#pragma once

#include "host/plugins.hpp"

#include "support/paths.hpp"

#include <string>
#include <vector>

namespace test {

class KeptLog final : public chancery::Log {
 public:
  std::vector<std::string> lines;

 private:
  void line(chancery::Severity, const std::string& text) override { lines.push_back(text); }
};

class FixedClock final : public chancery::Clock {
 public:
  chancery::Time now() const override { return chancery::from_seconds(1'700'000'000); }
};

struct House {
  explicit House(std::vector<fs::path> folders) {
    settings.domain = "lists.example.org";
    settings.places.state = state.path();
    settings.plugin_folders = std::move(folders);
  }

  chancery::Plugins load(std::vector<std::string> ids) {
    settings.plugins = std::move(ids);
    auto plugins = chancery::Plugins::load(
        settings,
        {log, clock, store.get(), {*chancery::Address::make("master@example.org")}, "9.9"});
    if (!plugins) throw std::runtime_error(plugins.error().what);
    return std::move(*plugins);
  }
  void set(const std::string& id, const std::string& key, decltype(chancery::RawSetting::value) v) {
    settings.plugin_settings[id].push_back({key, std::move(v), "chancery.toml:7:1"});
  }

  TemporaryFolder state;
  KeptLog log;
  FixedClock clock;
  std::unique_ptr<chancery::Store> store;
  chancery::Settings settings;
};

// The text of the only refusal, what and hint; empty: there is none.
inline std::string refusal(const chancery::Plugins& plugins) {
  std::string all;
  for (const auto& refused : plugins.refusals())
    all += refused.id + ": " + refused.error.what + " | " + refused.error.hint + "\n";
  return all;
}

}  // namespace test
