#include "times.hpp"

#include <array>
#include <cstdio>
#include <ctime>

namespace {

// YYYYMMDDHHMMSS
std::optional<std::int64_t> seconds_of_digits(std::string_view text) {
  if (text.size() != 14) return std::nullopt;
  constexpr std::array widths = {4, 2, 2, 2, 2, 2};
  std::array<int, 6> parts{};
  std::size_t at = 0;
  for (std::size_t i = 0; i < widths.size(); ++i)
    for (int n = 0; n < widths[i]; ++n, ++at) {
      if (text[at] < '0' || text[at] > '9') return std::nullopt;
      parts[i] = parts[i] * 10 + (text[at] - '0');
    }
  std::tm time{};
  time.tm_year = parts[0] - 1900;
  time.tm_mon = parts[1] - 1;
  time.tm_mday = parts[2];
  time.tm_hour = parts[3];
  time.tm_min = parts[4];
  time.tm_sec = parts[5];
  return timegm(&time);
}

}  // namespace

std::optional<std::int64_t> seconds_of_iso(std::string_view text) {
  if (text.size() != 15 || text[8] != 'T') return std::nullopt;
  return seconds_of_digits(std::string(text.substr(0, 8)).append(text.substr(9)));
}

std::string iso_of_seconds(std::int64_t seconds) {
  const std::time_t time = seconds;
  std::tm parts{};
  char text[40] = "";
  if (gmtime_r(&time, &parts)) std::strftime(text, sizeof text, "%Y%m%dT%H%M%S", &parts);
  return text;
}

std::optional<std::int64_t> seconds_of_asn1(std::string_view content, bool two_digit_year) {
  if (!content.ends_with('Z')) return std::nullopt;
  content.remove_suffix(1);
  if (!two_digit_year) return seconds_of_digits(content);
  if (content.size() != 12) return std::nullopt;
  return seconds_of_digits((content[0] < '5' ? "20" : "19") + std::string(content));
}
