#include "scenario/compatibility.hpp"

#include "scenario/sympa.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <functional>
#include <map>

namespace chancery::scenario {

namespace {

using sympa::Line;
using sympa::Reading;

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const auto& word : words) text.append(text.empty() ? "" : between).append(word);
  return text;
}

std::string rules(std::size_t count) {
  return count == 1 ? "1 rule" : std::to_string(count) + " rules";
}

// As it could have been written to be read so.
std::string written(const sympa::Rule& rule) {
  auto text = (rule.negated ? "!" : "") + rule.predicate + "(" + joined(rule.arguments, ",") +
              ") " + joined(rule.methods, ",") + " -> " +
              rule.action.substr(0, rule.action.find(','));
  if (rule.reason) text += "(reason='" + *rule.reason + "')";
  if (rule.message_template) text += "(tt2='" + *rule.message_template + "')";
  const auto more = rule.action.find(',');
  return printable(text + (more == std::string::npos ? "" : rule.action.substr(more)), 1000);
}

std::string read_by_sympa(const Line& line) {
  if (!line.broken.empty()) return "does not compile it, and so rejects everything: " + line.broken;
  switch (line.kind) {
    case Line::Kind::nothing: return "skips the line";
    case Line::Kind::title: return "reads a title";
    case Line::Kind::include:
      return line.included.empty() ? "reads a rule that never fires"
                                   : "includes include." + line.included;
    case Line::Kind::rule: return "reads " + sympa::quoted(written(*line.rule));
    case Line::Kind::unreadable: return "cannot read it, and so rejects everything";
  }
  return {};
}

std::string read_by_us(const std::vector<const Problem*>& problems) {
  if (problems.empty()) return "is read as it is written";
  std::vector<std::string> all;
  for (const auto* problem : problems)
    all.push_back(problem->what + (problem->hint.empty() ? "" : "; " + problem->hint));
  return "is refused: " + joined(all, "; ");
}

// A note about the lines of which something is so.
class Notes {
 public:
  explicit Notes(const Reading& reading) : reading_(reading) {}

  void add(const std::string& what, const std::function<bool(const sympa::Rule&)>& is_so) {
    std::vector<std::string> numbers;
    for (const auto& line : reading_.lines)
      if (line.rule && is_so(*line.rule)) numbers.push_back(std::to_string(line.number));
    if (!numbers.empty())
      notes_.push_back((numbers.size() == 1 ? "line " : "lines ") + joined(numbers, ", ") + ": " +
                       what);
  }
  std::vector<std::string> take() { return std::move(notes_); }

 private:
  const Reading& reading_;
  std::vector<std::string> notes_;
};

bool asks_a_field(const sympa::Rule& rule) {
  return std::any_of(rule.arguments.begin(), rule.arguments.end(), [](const auto& argument) {
    const auto name = lower(argument);
    return name.starts_with("[header->") || name.starts_with("[msg_header->");
  });
}

std::vector<std::string> notes_of(const Reading& reading) {
  Notes notes(reading);
  notes.add(
      "for exactly smtp,dkim,md5,smime Sympa tests no method, so that pgp passes too; here the "
      "list "
      "is what it says, and a message by pgp goes on to the next rule",
      [](const auto& rule) { return rule.any_method(); });
  notes.add(
      "Sympa compares fields folded and encoded, as they came; here they are unfolded and decoded",
      asks_a_field);
  notes.add(
      "a pattern that fails or takes too long while it is matched is false in Sympa, or hangs it; "
      "here nothing is decided then, and the message waits",
      [](const auto& rule) { return rule.predicate == "match"; });
  return notes.take();
}

std::string file_in_sympa(const Reading& reading) {
  const auto because = ": because of line " + std::to_string(reading.because);
  switch (reading.fate) {
    case Reading::Fate::decides: break;
    case Reading::Fate::dropped:
      return "rejects everything for no-rule-match, and drops all rules" + because;
    case Reading::Fate::not_compiled: return "rejects everything for not-compiled" + because;
  }
  std::size_t ruling = 0, includes = 0;
  for (const auto& line : reading.lines) {
    if (line.rule) ++ruling;
    if (line.kind == Line::Kind::include) ++includes;
  }
  return "decides by " + rules(ruling) + (includes == 0 ? "" : " and what it includes");
}

std::string file_here(const std::variant<Scenario, Problems>& ours) {
  if (const auto* scenario = std::get_if<Scenario>(&ours))
    return "decides by " + rules(scenario->rules.size());
  return "decides nothing: messages wait until the file is mended";
}

std::string shown(std::string_view line) {
  std::string text(trim(line));
  std::replace(text.begin(), text.end(), '\t', ' ');
  return printable(text, 1000);
}

// What we refuse, by line.
class Refusals {
 public:
  explicit Refusals(const std::variant<Scenario, Problems>& ours) {
    if (const auto* wrong = std::get_if<Problems>(&ours))
      for (const auto& problem : *wrong) by_line_[problem.line].push_back(&problem);
  }
  std::vector<const Problem*> of(int line) const {
    const auto all = by_line_.find(line);
    return all == by_line_.end() ? std::vector<const Problem*>{} : all->second;
  }
  std::vector<int> lines_behind(int last) const {
    std::vector<int> numbers;
    for (auto line = by_line_.upper_bound(last); line != by_line_.end(); ++line)
      numbers.push_back(line->first);
    return numbers;
  }

 private:
  std::map<int, std::vector<const Problem*>> by_line_;
};

}  // namespace

Compatibility compare_with_sympa(std::string_view text,
                                 const std::variant<Scenario, Problems>& ours) {
  const auto reading = sympa::read(text);
  const Refusals refusals(ours);
  Compatibility found{file_in_sympa(reading), file_here(ours), {}, notes_of(reading)};
  for (const auto& line : reading.lines) {
    const auto refused = refusals.of(line.number);
    const bool alike = line.accidents.empty() && line.broken.empty() &&
                       line.kind != Line::Kind::unreadable && refused.empty();
    if (!alike)
      found.differences.push_back({line.number, shown(line.text), read_by_sympa(line),
                                   read_by_us(refused), line.accidents});
  }
  const auto all = lines(text);
  for (const int number : refusals.lines_behind(static_cast<int>(reading.lines.size())))
    found.differences.push_back({number,
                                 shown(all[static_cast<std::size_t>(number) - 1]),
                                 "does not get there",
                                 read_by_us(refusals.of(number)),
                                 {}});
  return found;
}

}  // namespace chancery::scenario
