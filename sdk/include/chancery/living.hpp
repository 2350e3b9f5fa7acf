// SPDX-License-Identifier: MIT
// The object behind the C interface: makes the plugin, keeps the order of its life, hands out its
// roles. Nothing here is for plugin authors.
#pragma once

#include <chancery/about.hpp>
#include <chancery/host.hpp>
#include <chancery/role/auth.hpp>
#include <chancery/role/crypto.hpp>
#include <chancery/role/decorator.hpp>
#include <chancery/role/predicate.hpp>
#include <chancery/role/transport.hpp>

#include <memory>
#include <type_traits>

namespace chancery {

namespace detail {

template <class Plugin>
constexpr Image image_of(About about) {
  static_assert(std::is_base_of_v<Auth, Plugin> || std::is_base_of_v<Crypto, Plugin> ||
                    std::is_base_of_v<Predicate, Plugin> || std::is_base_of_v<Transport, Plugin> ||
                    std::is_base_of_v<Decorator, Plugin>,
                "a plugin derives from the base class of at least one role");
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
      if constexpr (requires(Plugin & p, const Settings& s) { p.configure(s); })
        if (auto done = living.plugin_.configure(Settings(settings)); !done) return done;
      living.state_ = State::configured;
      return {};
    });
  }
  static chancery_code start(void* self, const chancery_sink* error) noexcept {
    return guarded(error, [&]() -> Result<void> {
      Living& living = of(self);
      if (auto ok = living.expect(State::configured, "start"); !ok) return ok;
      if constexpr (requires(Plugin & p) { p.start(); })
        if (auto done = living.plugin_.start(); !done) return done;
      living.state_ = State::started;
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
