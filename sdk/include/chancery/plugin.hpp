// SPDX-License-Identifier: MIT
// Everything a plugin author includes: one class, derived from the role's base class, and one line.
//
//   class Quiet final : public chancery::Auth { ... };
//   constexpr auto about = chancery::About("auth_quiet", "1.0.0", "Proves nothing.");
//   CHANCERY_PLUGIN(Quiet, about)
//
// The class may be constructible from a Host (what it may ask for), and may have
//   Result<void> configure(const Settings&), Result<void> start(), void stop().
#pragma once

#include <chancery/entry.h>
#include <chancery/service/clock.h>
#include <chancery/service/log.h>
#include <chancery/service/members.h>
#include <chancery/about.hpp>
#include <chancery/role/auth.hpp>
#include <chancery/role/crypto.hpp>
#include <chancery/role/decorator.hpp>
#include <chancery/role/predicate.hpp>
#include <chancery/role/transport.hpp>

#include <type_traits>

namespace chancery {

// What a plugin may ask for. Services outlive the plugin.
class Host {
 public:
  explicit Host(const chancery_host* host) : host_(host) {}
  // NULL: not known or not granted. Ask in the constructor for what the descriptor says you need.
  template <class Service>
  const Service* service(const char* id) const {
    return static_cast<const Service*>(host_->service(host_->self, id));
  }
  void log(std::int32_t severity, std::string_view sentence) const {
    if (const auto* log = service<chancery_log>(CHANCERY_SERVICE_LOG))
      log->write(log->self, severity, view(sentence));
  }

 private:
  const chancery_host* host_;
};

// The checked values of the plugin's section of the configuration. Asking for a key that was not
// declared is a bug of the plugin and yields nothing.
class Settings {
 public:
  explicit Settings(const chancery_settings* settings) : settings_(settings) {}
  std::string text(std::string_view key) const {
    const auto* item = find(key);
    return item ? std::string(chancery::text(item->text)) : std::string();
  }
  std::int64_t number(std::string_view key) const {
    const auto* item = find(key);
    return item ? item->number : 0;
  }
  bool flag(std::string_view key) const { return number(key) != 0; }

 private:
  const chancery_setting* find(std::string_view key) const {
    for (std::size_t i = 0; i < settings_->count; ++i) {
      const auto* item = reinterpret_cast<const chancery_setting*>(
          reinterpret_cast<const char*>(settings_->items) + i * settings_->stride);
      if (chancery::text(item->key) == key) return item;
    }
    return nullptr;
  }
  const chancery_settings* settings_;
};

namespace detail {

template <class Plugin>
constexpr Image image_of(About about) {
  if constexpr (std::is_base_of_v<Auth, Plugin>) about = about.role(Auth::role_id);
  if constexpr (std::is_base_of_v<Crypto, Plugin>) about = about.role(Crypto::role_id);
  if constexpr (std::is_base_of_v<Predicate, Plugin>) about = about.role(Predicate::role_id);
  if constexpr (std::is_base_of_v<Transport, Plugin>) about = about.role(Transport::role_id);
  if constexpr (std::is_base_of_v<Decorator, Plugin>) about = about.role(Decorator::role_id);
  return about.image();
}

// One living plugin behind the C interface. Calls out of order answer MISCONFIGURED.
template <class Plugin>
class Living {
 public:
  explicit Living(const chancery_host* host) : plugin_(make(host)) {
    table_ = {sizeof table_, this, &configure, &start, &role, &stop, &destroy};
  }
  const chancery_plugin* table() const { return &table_; }

 private:
  enum class State { created, configured, started, stopped };

  static Plugin make(const chancery_host* host) {
    if constexpr (std::is_constructible_v<Plugin, Host>) {
      return Plugin(Host(host));
    } else {
      return Plugin();
    }
  }
  static Living& of(void* self) { return *static_cast<Living*>(self); }
  Result<void> expect(State state, const char* call) const {
    if (state_ == state) return {};
    return Err(Code::misconfigured, std::string(call) + " was called out of order");
  }

  static chancery_code configure(void* self, const chancery_settings* settings,
                                 const chancery_sink* error) noexcept {
    return guarded(error, [&]() -> Result<void> {
      Living& living = of(self);
      if (auto ok = living.expect(State::created, "configure"); !ok) return ok;
      living.state_ = State::configured;
      if constexpr (requires(Plugin & p, const Settings& s) { p.configure(s); })
        return living.plugin_.configure(Settings(settings));
      return {};
    });
  }
  static chancery_code start(void* self, const chancery_sink* error) noexcept {
    return guarded(error, [&]() -> Result<void> {
      Living& living = of(self);
      if (auto ok = living.expect(State::configured, "start"); !ok) return ok;
      living.state_ = State::started;
      if constexpr (requires(Plugin & p) { p.start(); }) return living.plugin_.start();
      return {};
    });
  }
  static const void* role(void* self, const char* id) noexcept {
    Living& living = of(self);
    if (living.state_ != State::started) return nullptr;
    const std::string_view wanted = id;
    if constexpr (std::is_base_of_v<Auth, Plugin>)
      if (wanted == Auth::role_id) return living.plugin_.auth_table();
    if constexpr (std::is_base_of_v<Crypto, Plugin>)
      if (wanted == Crypto::role_id) return living.plugin_.crypto_table();
    if constexpr (std::is_base_of_v<Predicate, Plugin>)
      if (wanted == Predicate::role_id) return living.plugin_.predicate_table();
    if constexpr (std::is_base_of_v<Transport, Plugin>)
      if (wanted == Transport::role_id) return living.plugin_.transport_table();
    if constexpr (std::is_base_of_v<Decorator, Plugin>)
      if (wanted == Decorator::role_id) return living.plugin_.decorator_table();
    return nullptr;
  }
  static void stop(void* self) noexcept {
    Living& living = of(self);
    if (living.state_ != State::started) return;
    living.state_ = State::stopped;
    if constexpr (requires(Plugin & p) { p.stop(); }) {
      guarded(nullptr, [&]() -> Result<void> {
        living.plugin_.stop();
        return {};
      });
    }
  }
  static void destroy(void* self) noexcept { delete &of(self); }

  Plugin plugin_;
  State state_ = State::created;
  chancery_plugin table_{};
};

template <class Plugin>
const chancery_plugin* create(const chancery_host* host, const chancery_sink* error) noexcept {
  const chancery_plugin* made = nullptr;
  guarded(error, [&]() -> Result<void> {
    made = std::make_unique<Living<Plugin>>(host).release()->table();
    return {};
  });
  return made;
}

}  // namespace detail
}  // namespace chancery

// Once a plugin: lays the descriptor into its section and exports the entry.
#define CHANCERY_PLUGIN(Class, about)                                                   \
  namespace {                                                                           \
  [[gnu::section(CHANCERY_SECTION),                                                     \
    gnu::used]] constexpr ::chancery::detail::Image chancery_image =                    \
      ::chancery::detail::image_of<Class>(about);                                       \
  }                                                                                     \
  extern "C" [[gnu::visibility("default")]] const chancery_entry chancery_entry_v1;     \
  const chancery_entry chancery_entry_v1 = {sizeof(chancery_entry), CHANCERY_ABI_MAJOR, \
                                            &chancery_image.head,                       \
                                            &::chancery::detail::create<Class>};
