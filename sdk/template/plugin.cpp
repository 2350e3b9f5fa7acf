// SPDX-License-Identifier: MIT
// is_weekend(): whether the message came on a Saturday or a Sunday. A copy of this folder is the
// beginning of a plugin: give it an id, derive from the class of another role, and say what it
// does.
#include <chancery/plugin.hpp>

#include <chrono>

namespace {

class Weekend final : public chancery::Predicate {
 public:
  chancery::Result<void> configure(const chancery::Settings& settings) {
    offset_ = std::chrono::minutes(settings.number("utc_offset"));
    return {};
  }

  // The time is the one that the request carries, so the same message gets the same answer later.
  chancery::Result<bool> evaluate(const chancery_predicate_request& request) override {
    using namespace std::chrono;
    const sys_seconds here{seconds(request.received_at) + offset_};
    const weekday day{floor<days>(here)};
    return day == Saturday || day == Sunday;
  }

 private:
  std::chrono::minutes offset_{};
};

constexpr auto about =
    chancery::About("predicate_weekend", "1.0.0", "is_weekend(): it came on a Saturday or Sunday.")
        .number("utc_offset", "0", -840, 840, "Minutes that the clock here is ahead of UTC.")
        .predicate("is_weekend", 0, 0);

}  // namespace

CHANCERY_PLUGIN(Weekend, about)
