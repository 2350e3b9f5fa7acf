#include "base/clock.hpp"

#include "base/text.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <optional>

namespace chancery {

namespace {

using namespace std::chrono;

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  if (at + count > text.size()) return std::nullopt;
  const auto* end = text.data() + at + count;
  const auto [stop, error] = std::from_chars(text.data() + at, end, value);
  if (error != std::errc() || stop != end || text[at] == '-') return std::nullopt;
  return value;
}

// "+02:00", "Z": what to take off.
std::optional<minutes> offset(std::string_view text) {
  if (text == "Z" || text == "z") return minutes(0);
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto h = digits(text, 1, 2), m = digits(text, 4, 2);
  if (!h || !m || *h > 23 || *m > 59) return std::nullopt;
  const auto total = hours(*h) + minutes(*m);
  return text[0] == '+' ? total : -total;
}

// RFC 3339 section 5.6; a fraction of a second is dropped.
std::optional<Time> parse_rfc3339(std::string_view text) {
  const auto y = digits(text, 0, 4), mo = digits(text, 5, 2), d = digits(text, 8, 2),
             h = digits(text, 11, 2), mi = digits(text, 14, 2), s = digits(text, 17, 2);
  if (!y || !mo || !d || !h || !mi || !s) return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') return std::nullopt;
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
  const auto date = year(*y) / *mo / *d;
  if (!date.ok() || *h > 23 || *mi > 59 || *s > 60) return std::nullopt;
  auto rest = text.substr(19);
  if (rest.starts_with('.')) {
    const auto end = rest.find_first_not_of("0123456789", 1);
    if (end == 1 || end == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(end);
  }
  const auto zone = offset(rest);
  if (!zone) return std::nullopt;
  return sys_days(date) + hours(*h) + minutes(*mi) + std::chrono::seconds(*s) - *zone;
}

}  // namespace

Time SystemClock::now() const { return floor<std::chrono::seconds>(system_clock::now()); }

Result<Time> parse_time(std::string_view text) {
  // Up to the year 9999: what is beyond cannot be written in RFC 3339 either.
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size() && number >= 0 &&
      number <= 253402300799)
    return from_seconds(number);
  if (const auto time = parse_rfc3339(text)) return *time;
  return Err(Code::unusable, printable(text) + " is no time",
             "write it as 2026-11-24T09:00:00Z or as seconds since 1970");
}

std::string rfc3339(Time time) {
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02ld:%02ld:%02ldZ",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(),
                static_cast<long>(clock.seconds().count()));
  return text.data();
}

std::string rfc5322(Time time) {
  constexpr std::array day_names = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array month_names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02ld:%02ld:%02ld +0000",
                day_names[weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                month_names[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                clock.hours().count(), clock.minutes().count(),
                static_cast<long>(clock.seconds().count()));
  return text.data();
}

}  // namespace chancery
