// What comes before what: numbers, texts and dates as Sympa writes and orders them.
#pragma once

#include "base/clock.hpp"

#include <chancery/result.hpp>

#include <cstdint>
#include <string_view>

namespace chancery::scenario {

// As numbers if `a` is one (and `b` as far as it is one), else byte by byte. Outer blanks go.
bool is_less(std::string_view a, std::string_view b);

// Seconds since 1970 of a date: a number, "execution_date" (`now`) or "2026y11m25d9h30min0sec" in
// the machine's local time, each followed by nothing or by + or - and a duration,
// "1y2m3w4d5h6min7sec". Anything else, which Sympa takes for the present time, is an Error.
Result<std::int64_t> epoch_of(std::string_view date, Time now);

}  // namespace chancery::scenario
