// SPDX-License-Identifier: MIT
// Base class of transports; role/transport.h has the contract.
#pragma once

#include <chancery/role/transport.h>
#include <chancery/thunk.hpp>

#include <memory>

namespace chancery {

// Where the results of one copy go, one a recipient.
class Deliveries {
 public:
  explicit Deliveries(const chancery_delivery_sink* sink) : sink_(sink) {}
  void add(std::size_t recipient, chancery_code code, std::string_view enhanced,
           std::string_view reply) const {
    const chancery_delivery delivery{sizeof delivery, code, recipient, view(enhanced), view(reply)};
    sink_->delivery(sink_->self, &delivery);
  }

 private:
  const chancery_delivery_sink* sink_;
};

class Transport {
 public:
  static constexpr std::string_view role_id = CHANCERY_ROLE_TRANSPORT;
  // Any number of copies leave through one session.
  class Session {
   public:
    virtual ~Session() = default;
    virtual Result<void> send(const chancery_copy& copy, const Deliveries& deliveries) = 0;
  };

  virtual ~Transport() = default;
  virtual Result<std::unique_ptr<Session>> open() = 0;

  const chancery_transport* transport_table() {
    table_ = {sizeof table_, this,
              [](void* self, void** session, const chancery_sink* error) noexcept {
                return guarded(error, [&]() -> Result<void> {
                  auto opened = static_cast<Transport*>(self)->open();
                  if (!opened) return opened.error();
                  *session = opened->release();
                  return {};
                });
              },
              [](void*, void* session, const chancery_copy* copy,
                 const chancery_delivery_sink* deliveries, const chancery_sink* error) noexcept {
                return guarded(error, [&] {
                  return static_cast<Session*>(session)->send(*copy, Deliveries(deliveries));
                });
              },
              [](void*, void* session) noexcept { delete static_cast<Session*>(session); }};
    return &table_;
  }

 private:
  chancery_transport table_{};
};

}  // namespace chancery
