// SPDX-License-Identifier: MIT
// Base class of predicates; role/predicate.h has the contract.
#pragma once

#include <chancery/role/predicate.h>
#include <chancery/thunk.hpp>

namespace chancery {

class Predicate {
 public:
  static constexpr std::string_view role_id = CHANCERY_ROLE_PREDICATE;
  virtual ~Predicate() = default;
  virtual Result<bool> evaluate(const chancery_predicate_request& request) = 0;

  const chancery_predicate* predicate_table() {
    table_ = {sizeof table_, this,
              [](void* self, const chancery_predicate_request* request, std::int32_t* answer,
                 const chancery_sink* error) noexcept {
                return guarded(error, [&]() -> Result<void> {
                  const auto result = static_cast<Predicate*>(self)->evaluate(*request);
                  if (!result) return result.error();
                  *answer = *result ? 1 : 0;
                  return {};
                });
              }};
    return &table_;
  }

 private:
  chancery_predicate table_{};
};

// The i-th argument of a request, by its stride.
inline const chancery_argument& argument(const chancery_predicate_request& request, std::size_t i) {
  return record(request.arguments, request.argument_stride, i);
}

}  // namespace chancery
