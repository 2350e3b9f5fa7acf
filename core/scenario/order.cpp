#include "scenario/order.hpp"

#include "base/text.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <span>
#include <string>

namespace chancery::scenario {

namespace {

// How far the text is a number, with all that strtod(3) reads; Sympa asks the same function.
struct Number {
  double value = 0;
  bool whole = false;  // nothing is left, and it is not too large
};

Number number_in(const std::string& text) {
  char* end = nullptr;
  errno = 0;
  Number number;
  number.value = std::strtod(text.c_str(), &end);
  number.whole = errno == 0 && !text.empty() && end == text.c_str() + text.size();
  return number;
}

constexpr std::array<std::string_view, 6> date_units = {"y", "m", "d", "h", "min", "sec"};
constexpr std::array<std::string_view, 7> duration_units = {"y", "m", "w", "d", "h", "min", "sec"};

// "2026y1m": a number for each unit, in their order, 0 for those that are not there.
template <std::size_t N>
std::optional<std::array<int, N>> amounts(std::string_view text,
                                          const std::array<std::string_view, N>& units) {
  std::array<int, N> found{};
  std::size_t next = 0;
  while (!text.empty()) {
    int amount = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
    if (error != std::errc() || amount < 0 || amount > 1'000'000'000) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const auto unit = text.substr(0, text.find_first_of("0123456789"));
    while (next < N && !equal_ignoring_case(units[next], unit)) ++next;
    if (next == N) return std::nullopt;
    found[next++] = amount;
    text.remove_prefix(unit.size());
  }
  return found;
}

bool is_day(int year, int month, int day) {
  const auto date = std::chrono::year(year) / std::chrono::month(static_cast<unsigned>(month)) /
                    static_cast<unsigned>(day);
  return date.ok();
}

std::optional<std::int64_t> absolute(std::string_view text) {
  if (text.size() < 5 || text.find('y') != 4) return std::nullopt;
  const auto parts = amounts(text, date_units);
  if (!parts) return std::nullopt;
  auto [year, month, day, hour, minute, second] = *parts;
  if (month == 0) month = 1;
  if (day == 0) day = 1;
  if (!is_day(year, month, day) || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  std::tm time{};
  time.tm_year = year - 1900;
  time.tm_mon = month - 1;
  time.tm_mday = day;
  time.tm_hour = hour;
  time.tm_min = minute;
  time.tm_sec = second;
  time.tm_isdst = -1;
  return std::mktime(&time);
}

std::optional<std::int64_t> moment(std::string_view text, Time now) {
  if (text == "execution_date") return seconds(now);
  std::int64_t epoch = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), epoch);
  const bool is_number = !text.empty() && text[0] != '-' && error == std::errc() &&
                         end == text.data() + text.size() && epoch < 1'000'000'000'000;
  return is_number ? epoch : absolute(text);
}

// Months are as long as they are from the month of `start` on; February has 28 days, as in Sympa.
std::int64_t days_of_months(int months, std::int64_t start) {
  constexpr std::array days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const std::time_t time = start;
  std::tm local{};
  localtime_r(&time, &local);
  std::int64_t sum = 0;
  for (int i = 0; i < months; ++i) sum += days[static_cast<std::size_t>(local.tm_mon + i) % 12];
  return sum;
}

std::optional<std::int64_t> duration(std::string_view text, std::int64_t start) {
  const auto parts = amounts(text, duration_units);
  constexpr int most_months = 24;  // Sympa counts no further
  if (!parts || (*parts)[1] > most_months) return std::nullopt;
  const auto [year, month, week, day, hour, minute, second] = *parts;
  const std::int64_t days =
      std::int64_t{365} * year + days_of_months(month, start) + std::int64_t{7} * week + day;
  return second + 60 * (minute + 60 * (hour + 24 * days));
}

Error no_date(std::string_view text) {
  return Err(Code::unusable, "'" + printable(text, 80) + "' is no date",
             "write seconds since 1970, 2026y1m31d12h, or execution_date-7d, in quotes where there "
             "is a +");
}

}  // namespace

bool is_less(std::string_view a, std::string_view b) {
  const std::string left(trim(a)), right(trim(b));
  const auto first = number_in(left);
  if (!first.whole || right.empty()) return left < right;
  return first.value < number_in(right).value;
}

Result<std::int64_t> epoch_of(std::string_view date, Time now) {
  const auto sign = date.find_last_of("+-");
  const auto begin = moment(date.substr(0, sign), now);
  if (!begin) return no_date(date);
  if (sign == std::string_view::npos) return *begin;
  const auto length = duration(date.substr(sign + 1), *begin);
  if (!length || sign + 1 == date.size()) return no_date(date);
  return date[sign] == '+' ? *begin + *length : *begin - *length;
}

}  // namespace chancery::scenario
