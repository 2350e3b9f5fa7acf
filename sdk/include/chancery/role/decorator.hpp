// SPDX-License-Identifier: MIT
// Base class of decorators; role/decorator.h has the contract.
#pragma once

#include <chancery/role/decorator.h>
#include <chancery/message.hpp>
#include <chancery/thunk.hpp>

namespace chancery {

// The new message as spans of the old one and new bytes, in order.
class Splice {
 public:
  Splice(const chancery_splice_sink* sink, std::string_view original)
      : sink_(sink), original_(original) {}
  // `span` lies inside the original message.
  void keep(std::string_view span) const {
    sink_->keep(sink_->self, static_cast<std::size_t>(span.data() - original_.data()), span.size());
  }
  void insert(std::string_view bytes) const {
    sink_->insert(sink_->self, bytes.data(), bytes.size());
  }

 private:
  const chancery_splice_sink* sink_;
  std::string_view original_;
};

class Decorator {
 public:
  static constexpr std::string_view role_id = CHANCERY_ROLE_DECORATOR;
  virtual ~Decorator() = default;
  // Empty: applied. Otherwise one word why not, and what was spliced is dropped.
  virtual Result<std::string> decorate(const chancery_decorate_request& request,
                                       const Splice& splice) = 0;

  const chancery_decorator* decorator_table() {
    table_ = {sizeof table_, this,
              [](void* self, const chancery_decorate_request* request, std::int32_t* applied,
                 const chancery_splice_sink* splice, const chancery_sink* reason,
                 const chancery_sink* error) noexcept {
                return guarded(error, [&]() -> Result<void> {
                  const auto why_not = static_cast<Decorator*>(self)->decorate(
                      *request, Splice(splice, text(request->message->raw)));
                  if (!why_not) return why_not.error();
                  *applied = why_not->empty() ? 1 : 0;
                  write(reason, *why_not);
                  return {};
                });
              }};
    return &table_;
  }

 private:
  chancery_decorator table_{};
};

}  // namespace chancery
