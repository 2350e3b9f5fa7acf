// Time as decisions see it: whole seconds, UTC, handed in and never asked for.
#pragma once

#include <chancery/result.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace chancery {

using Time = std::chrono::sys_seconds;

// A seam: tests use a clock that stands.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Time now() const override;
};

// RFC 3339 ("2026-11-24T09:00:00Z", with an offset too) or seconds since 1970.
Result<Time> parse_time(std::string_view text);
std::string rfc3339(Time time);  // "2026-11-24T09:00:00Z"
std::string rfc5322(Time time);  // "Tue, 24 Nov 2026 09:00:00 +0000", section 3.3

inline std::int64_t seconds(Time time) { return time.time_since_epoch().count(); }
inline Time from_seconds(std::int64_t s) { return Time(std::chrono::seconds(s)); }

}  // namespace chancery
