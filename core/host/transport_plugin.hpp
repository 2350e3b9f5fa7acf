// A plugin by which copies leave: one result a recipient, whatever it says.
#pragma once

#include <chancery/role/transport.h>
#include <chancery/result.hpp>

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chancery {

// One copy on its way out.
struct OutgoingCopy {
  std::string sender;  // envelope; empty: the null sender
  std::vector<std::string> recipients;
  std::span<const std::string_view> content;
  bool has_8bit = false, has_utf8 = false;
};
struct DeliveryResult {
  enum class Outcome { delivered, failed, try_later };
  std::size_t recipient = 0;
  Outcome outcome = Outcome::try_later;
  std::string enhanced, reply;
};

class TransportPlugin {
 public:
  class Session {
   public:
    Session(const chancery_transport* table, std::string plugin, void* handle)
        : table_(table), plugin_(std::move(plugin)), handle_(handle) {}
    Session(Session&& other) noexcept
        : table_(other.table_),
          plugin_(std::move(other.plugin_)),
          handle_(std::exchange(other.handle_, nullptr)) {}
    Session& operator=(Session&&) = delete;
    ~Session();
    // One result a recipient, in their order; those the plugin said nothing about are try_later.
    std::vector<DeliveryResult> send(const OutgoingCopy& copy);

   private:
    const chancery_transport* table_;
    std::string plugin_;
    void* handle_;
  };
  TransportPlugin(std::string plugin, const chancery_transport* table)
      : plugin_(std::move(plugin)), table_(table) {}
  const std::string& plugin() const { return plugin_; }
  Result<Session> open() const;

 private:
  std::string plugin_;
  const chancery_transport* table_;
};

}  // namespace chancery
