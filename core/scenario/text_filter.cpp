#include "scenario/text_filter.hpp"

#include "base/text.hpp"

#include <string>

namespace chancery::scenario {

namespace {

// Both in lower case. Each piece between two stars is taken where it stands first, so the work is
// at most one times the other, whatever was written.
bool fits(std::string_view pattern, std::string_view text) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  text.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  for (auto next = pattern.find('*'); next != std::string_view::npos; next = pattern.find('*')) {
    const auto at = text.find(pattern.substr(0, next));
    if (at == std::string_view::npos) return false;
    text.remove_prefix(at + next);
    pattern.remove_prefix(next + 1);
  }
  return text.ends_with(pattern);
}

}  // namespace

bool text_filter_finds(std::string_view filter, std::string_view text) {
  const auto wanted = lower(text);
  for (const auto line : lines(filter)) {
    if (line.starts_with('#') || line.starts_with(';')) continue;
    const auto pattern = trim(line);
    if (!pattern.empty() && fits(lower(pattern), wanted)) return true;
  }
  return false;
}

}  // namespace chancery::scenario
