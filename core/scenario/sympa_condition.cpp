#include "scenario/sympa.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace chancery::scenario::sympa {

namespace {

// The order in which its regular expression tries them.
constexpr std::array<std::string_view, 14> predicates = {
    "true",      "is_listmaster", "verify_netmask", "is_editor", "is_owner", "is_subscriber",
    "less_than", "match",         "equal",          "message",   "older",    "newer",
    "all",       "search"};
constexpr std::string_view custom = "customcondition::";

struct Call {
  std::size_t begin = 0;  // of the ! or the predicate
  std::size_t open = 0;   // of the (
  bool negated = false;
  std::string predicate;
};

// A predicate there, with its parenthesis.
std::optional<Call> call_at(std::string_view text, std::size_t at) {
  Call call{at, 0, text[at] == '!', {}};
  const auto begin = past_space(text, call.negated ? at + 1 : at);
  const auto opens = [&](std::size_t end) {
    call.open = past_space(text, end);
    call.predicate = lower(text.substr(begin, end - begin));
    return call.open < text.size() && text[call.open] == '(';
  };
  for (const auto name : predicates)
    if (begins_with(text, begin, name) && opens(begin + name.size())) return call;
  if (!begins_with(text, begin, custom)) return std::nullopt;
  auto end = begin + custom.size();
  while (end < text.size() && is_word(text[end])) ++end;
  return end > begin + custom.size() && opens(end) ? std::optional(call) : std::nullopt;
}

// The first one, wherever it stands.
std::optional<Call> find_call(std::string_view text) {
  const auto last = text.rfind(')');
  for (std::size_t at = 0; at < text.size(); ++at)
    if (const auto call = call_at(text, at))
      return last != std::string_view::npos && last > call->open ? call : std::nullopt;
  return std::nullopt;
}

// Up to the last such quote before the next comma or parenthesis.
std::size_t past_quoted(std::string_view text, std::size_t at) {
  const auto stop = std::min(text.find_first_of(",)", at + 1), text.size());
  const auto end = text.substr(0, stop).rfind(text[at]);
  return end == at ? 0 : end + 1;
}

// Past an escaped slash it goes on, if something stands behind it and another slash follows.
std::size_t past_pattern(std::string_view text, std::size_t at) {
  std::size_t fallback = 0;
  for (auto i = at + 1; i < text.size(); ++i) {
    if (text[i] != '/') continue;
    if (text[i - 1] != '\\' || i - 1 == at) return i + 1;
    if (i + 1 < text.size() && text[i + 1] == '/') return i + 1;
    fallback = i + 1;
  }
  return fallback;
}

// The end of the argument that begins there; 0: none does.
std::size_t past_argument(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  switch (text[at]) {
    case '[': return past_variable(text, at);
    case '\'':
    case '"': return past_quoted(text, at);
    case '/': return past_pattern(text, at);
    default: break;
  }
  const auto begin = at;
  while (at < text.size() && (is_word(text[at]) || text[at] == '-' || text[at] == '.')) ++at;
  return at == begin ? 0 : at;
}

// Commas are optional. What cannot be an argument ends them, and is dropped with all behind it.
void read_arguments(std::string_view text, Line& line) {
  std::size_t at = 0;
  bool comma = true;
  for (;;) {
    const auto begin = past_space(text, at);
    const auto end = past_argument(text, begin);
    if (end == 0) break;
    if (!comma) line.accidents.emplace_back("between two arguments the comma is missing");
    line.rule->arguments.emplace_back(text.substr(begin, end - begin));
    at = past_space(text, end);
    comma = at < text.size() && text[at] == ',';
    if (comma) ++at;
  }
  const auto rest = past_space(text, at);
  if (rest < text.size())
    line.accidents.push_back("the arguments end before " + quoted(text.substr(rest)) +
                             ", which is dropped");
  else if (comma && !line.rule->arguments.empty())
    line.accidents.emplace_back("the comma behind the last argument is dropped");
}

}  // namespace

void read_condition(std::string_view condition, Line& line) {
  const auto call = find_call(condition);
  if (!call) {
    line.broken = "there is no predicate in " + quoted(condition);
    return;
  }
  line.rule->negated = call->negated;
  line.rule->predicate = call->predicate;
  const auto close = condition.rfind(')');
  if (const auto before = condition.substr(0, call->begin); past_space(before, 0) < before.size())
    line.accidents.push_back(quoted(before) + " before the predicate is ignored");
  read_arguments(condition.substr(call->open + 1, close - call->open - 1), line);
  if (const auto behind = condition.substr(close + 1); past_space(behind, 0) < behind.size())
    line.accidents.push_back(quoted(behind) + " behind the predicate is ignored");
  check_arguments(line);
}

}  // namespace chancery::scenario::sympa
