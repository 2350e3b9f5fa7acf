// The plugins of this process: found, checked, created, configured, started; by role, in the order
// of the configuration. Never unloaded before the process ends.
#pragma once

#include "base/log.hpp"
#include "config/settings.hpp"
#include "host/backend.hpp"
#include "host/descriptor.hpp"
#include "scenario/parser.hpp"
#include "store/store.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace chancery {

// What services answer from. All outlive the plugins.
struct Surroundings {
  Log& log;
  const Clock& clock;
  Store* store = nullptr;  // none for commands that know no site
  std::vector<Address> listmasters;
  std::string version = {};  // of the program, for plugins
};

// A plugin that was asked for and is not there, and why.
struct Refusal {
  std::string id;
  fs::path file;
  Error error;
};

class Plugins {
 public:
  // Loads the plugins that the settings enable. What is refused is in refusals(); the others load.
  static Result<Plugins> load(const Settings& settings, Surroundings surroundings);

  Plugins(Plugins&&) noexcept;
  ~Plugins();

  const CryptoBackend* crypto() const;  // the first enabled one; nullptr: none
  const std::vector<AuthMethod>& auth() const;
  const std::vector<DecoratorPlugin>& decorators() const;
  const TransportPlugin* transport(const std::string& id) const;
  const PredicatePlugin* predicate(std::string_view name) const;  // nullptr: nobody provides it
  scenario::Vocabulary vocabulary() const;                        // built in and of plugins
  const std::vector<Descriptor>& loaded() const;
  const std::vector<Refusal>& refusals() const;
  // The first refusal of a plugin that decisions rest on: without it what is signed would look
  // unsigned, so nothing may be decided. nullptr: only decorators and transports are missing, if
  // any.
  const Refusal* decisive_refusal() const;

 private:
  struct State;
  explicit Plugins(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// How a scenario may call a plugin's predicate: by its name, and as a custom condition,
// "holiday::is_open" of the plugin predicate_holiday.
std::vector<std::string> words_of(const std::string& plugin, const std::string& predicate);

// Every plugin file in the folders, good or not: for `plugin ls`. What would be refused before any
// of its code runs is refused here too.
struct Found {
  fs::path file;
  Result<Descriptor> descriptor;
};
std::vector<Found> find_plugins(const std::vector<fs::path>& folders);

}  // namespace chancery
