// SPDX-License-Identifier: MIT
// Base class of authentication methods; role/auth.h has the contract.
#pragma once

#include <chancery/role/auth.h>
#include <chancery/message.hpp>
#include <chancery/thunk.hpp>

namespace chancery {

// Where claims go.
class Claims {
 public:
  explicit Claims(const chancery_claim_sink* sink) : sink_(sink) {}
  // `signature`: index into the request's signatures, -1 when it speaks of none.
  void add(std::string_view method, chancery_status status, std::string_view identity,
           std::string_view reason, int signature = -1) const {
    const chancery_claim claim{sizeof claim, signature,      view(method),
                               status,       view(identity), view(reason)};
    sink_->claim(sink_->self, &claim);
  }

 private:
  const chancery_claim_sink* sink_;
};

class Auth {
 public:
  static constexpr std::string_view role_id = CHANCERY_ROLE_AUTH;
  virtual ~Auth() = default;
  virtual Result<void> authenticate(const chancery_auth_request& request, const Claims& claims) = 0;

  // The C table of this object; it must not move as long as the table is used.
  const chancery_auth* auth_table() {
    table_ = {sizeof table_, this,
              [](void* self, const chancery_auth_request* request,
                 const chancery_claim_sink* claims, const chancery_sink* error) noexcept {
                return guarded(error, [&] {
                  return static_cast<Auth*>(self)->authenticate(*request, Claims(claims));
                });
              }};
    return &table_;
  }

 private:
  chancery_auth table_{};
};

// The i-th signature of a request, by its stride.
inline const chancery_signature& signature(const chancery_auth_request& request, std::size_t i) {
  return record(request.signatures, request.signature_stride, i);
}

}  // namespace chancery
