// SPDX-License-Identifier: MIT
// What a plugin is given: the host with its services, and the checked values of its settings.
#pragma once

#include <chancery/entry.h>
#include <chancery/service/log.h>
#include <chancery/bytes.hpp>

#include <cstdint>
#include <string>
#include <string_view>

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
      const auto& item = record(settings_->items, settings_->stride, i);
      if (chancery::text(item.key) == key) return &item;
    }
    return nullptr;
  }
  const chancery_settings* settings_;
};

}  // namespace chancery
