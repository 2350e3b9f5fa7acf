#include "scenario/sympa.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace chancery::scenario::sympa {

namespace {

constexpr std::string_view blanks = " \t\n\r\f\v";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

bool is_bare_word(std::string_view line) {
  const auto text = trimmed(line);
  return !text.empty() && std::all_of(text.begin(), text.end(), is_word);
}

// "title T", "title.fr T"; a blank must follow, the text may be empty.
bool is_title(std::string_view line) {
  const auto begin = past_space(line, 0);
  if (!begins_with(line, begin, "title")) return false;
  auto at = begin + 5;
  if (at < line.size() && line[at] == '.') {
    const auto end = std::min(line.find_first_of(blanks, at), line.size());
    if (end == at + 1) return false;
    at = end;
  }
  return at < line.size() && is_space(line[at]);
}

std::size_t find_include(std::string_view line) {
  for (std::size_t at = 0; at < line.size(); ++at)
    if (begins_with(line, at, "include")) return at;
  return std::string_view::npos;
}

// The name in "include name", "include(name)" or "include 'name'"; empty if it is none of these.
std::string included_name(std::string_view directive) {
  auto at = past_space(directive, 7);
  const auto skip = [&](char c) { at += at < directive.size() && directive[at] == c ? 1 : 0; };
  skip('(');
  skip('\'');
  const auto begin = at;
  while (at < directive.size() && (is_word(directive[at]) || directive[at] == '.')) ++at;
  const auto name = directive.substr(begin, at - begin);
  skip('\'');
  skip(')');
  return past_space(directive, at) == directive.size() ? std::string(name) : "";
}

struct Pieces {
  std::string_view condition, methods, action;
};

std::size_t past_method(std::string_view line, std::size_t at) {
  constexpr std::array<std::string_view, 5> words = {"md5", "pgp", "smtp", "smime", "dkim"};
  at = past_space(line, at);
  for (const auto word : words) {
    if (!begins_with(line, at, word)) continue;
    at = past_space(line, at + word.size());
    return at < line.size() && line[at] == ',' ? at + 1 : at;
  }
  return std::string_view::npos;
}

// At the first blank behind which there is nothing but methods up to an arrow.
std::optional<Pieces> pieces_of(std::string_view line) {
  const auto begin = past_space(line, 0);
  for (auto end = begin; end < line.size(); ++end) {
    if (!is_space(line[end]) || (end > begin && is_space(line[end - 1]))) continue;
    const auto methods = past_space(line, end);
    auto at = methods;
    for (auto next = at; next != std::string_view::npos; next = past_method(line, at)) at = next;
    const auto arrow = past_space(line, at);
    if (line.substr(arrow, 2) != "->") continue;
    return Pieces{line.substr(begin, end - begin), line.substr(methods, at - methods),
                  line.substr(past_space(line, arrow + 2))};
  }
  return std::nullopt;
}

void read_methods(std::string_view text, bool has_rest, Line& line) {
  std::string packed;
  std::copy_if(text.begin(), text.end(), std::back_inserter(packed),
               [](char c) { return !is_space(c); });
  if (packed.empty()) {
    packed = "smtp";
    if (has_rest) line.accidents.emplace_back("no method is left, so the rule is for smtp");
  }
  while (packed.ends_with(',')) packed.pop_back();
  for (const auto method : split(packed, ',')) {
    line.rule->methods.emplace_back(method);
    constexpr std::array<std::string_view, 5> known = {"smtp", "dkim", "md5", "pgp", "smime"};
    if (std::find(known.begin(), known.end(), method) == known.end())
      line.accidents.push_back(quoted(method) + " is one method, which nobody has");
  }
}

void read_rule(const Pieces& pieces, Line& line) {
  line.kind = Line::Kind::rule;
  line.rule.emplace();
  read_condition(pieces.condition, line);
  read_methods(pieces.methods, !pieces.condition.ends_with(')'), line);
  read_action(pieces.action, line);
  if (!line.broken.empty()) line.rule.reset();
}

// From there on everything is the name of a file, unless a predicate stands in it: then it is a
// rule for no method at all.
void read_include(std::string_view directive, bool whole_line, Line& line) {
  line.kind = Line::Kind::include;
  line.included = included_name(directive);
  if (!whole_line || line.included.empty())
    line.accidents.emplace_back("the letters include make the line an include");
  if (!line.included.empty()) return;
  line.rule.emplace();
  read_condition(directive, line);
  if (line.broken.empty())
    line.accidents.emplace_back("what stands there is a rule without methods, which never fires");
  line.rule.reset();
}

// What a person takes for a comment begins behind a blank, and outside of quotes and slashes.
void note_cut(std::string_view kept, Line& line) {
  const auto odd = [kept](char c) { return std::count(kept.begin(), kept.end(), c) % 2 != 0; };
  const bool glued = !kept.empty() && !is_space(kept.back());
  if (glued || odd('\'') || odd('"') || odd('/'))
    line.accidents.push_back("the line ends at its #: " + quoted(kept));
}

void read_line(std::string_view text, Line& line) {
  if (text.size() > longest_line) {
    line.kind = Line::Kind::unreadable;
    return;
  }
  if (is_bare_word(text)) {
    line.accidents.emplace_back("a word alone on a line is skipped");
    return;
  }
  const auto hash = text.find('#');
  const auto rest = text.substr(0, hash);
  if (trimmed(rest).empty()) return;
  if (hash != std::string_view::npos) note_cut(rest, line);
  if (is_title(rest)) {
    line.kind = Line::Kind::title;
    return;
  }
  const auto include = find_include(rest);
  if (include != std::string_view::npos)
    return read_include(rest.substr(include), past_space(rest, 0) == include, line);
  if (const auto pieces = pieces_of(rest)) return read_rule(*pieces, line);
  line.kind = Line::Kind::unreadable;
}

}  // namespace

bool is_space(char c) { return blanks.find(c) != std::string_view::npos; }

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::size_t past_space(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(blanks, at), text.size());
}

bool begins_with(std::string_view text, std::size_t at, std::string_view word) {
  return at <= text.size() && equal_ignoring_case(text.substr(at, word.size()), word);
}

std::string quoted(std::string_view text) { return "`" + printable(trimmed(text)) + "`"; }

bool Rule::any_method() const {
  auto sorted = methods;
  std::sort(sorted.begin(), sorted.end());
  return sorted == std::vector<std::string>{"dkim", "md5", "smime", "smtp"};
}

Reading read(std::string_view text) {
  Reading reading;
  int number = 0;
  for (const auto line : lines(text)) {
    auto& read = reading.lines.emplace_back();
    read.number = ++number;
    read.text = utf8(line);
    read_line(line, read);
    if (read.kind == Line::Kind::unreadable) {
      reading.fate = Reading::Fate::dropped;
      reading.because = number;
      break;
    }
    if (read.broken.empty() || reading.fate != Reading::Fate::decides) continue;
    reading.fate = Reading::Fate::not_compiled;
    reading.because = number;
  }
  return reading;
}

}  // namespace chancery::scenario::sympa
