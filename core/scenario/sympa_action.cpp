#include "scenario/sympa.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace chancery::scenario::sympa {

namespace {

bool begins_exactly(std::string_view text, std::string_view word) { return text.starts_with(word); }

// The \w+ behind `name=` and a quote that may be there; empty: it is another parameter.
std::string value_of(std::string_view parameter, std::string_view name) {
  if (!parameter.starts_with(name)) return {};
  auto value = parameter.substr(name.size());
  if (value.starts_with('\'')) value.remove_prefix(1);
  const auto end = std::find_if_not(value.begin(), value.end(), is_word);
  return std::string(value.begin(), end);
}

void note_cut(std::string_view parameter, const std::string& value, Line& line) {
  auto rest = parameter.substr(parameter.find(value) + value.size());
  if (rest.starts_with('\'')) rest.remove_prefix(1);
  if (!rest.empty())
    line.accidents.push_back("of " + quoted(parameter) + " only " + quoted(value) + " is read");
}

// Whatever is no reason= and no tt2= is the name of a template, and the last thing that is read.
void read_template(std::string_view parameter, Line& line) {
  auto name = parameter;
  if (name.starts_with('\'')) name.remove_prefix(1);
  name = name.substr(0, name.find_first_of("'="));
  if (name.empty()) return;
  line.rule->message_template = name;
  if (parameter.find('=') != std::string_view::npos || is_space(name.front()))
    line.accidents.push_back(quoted(parameter) + " is taken for a template called " + quoted(name) +
                             ", and what follows is not read");
}

void read_parameters(std::string_view parameters, Line& line) {
  for (const auto parameter : split(parameters, ',')) {
    if (const auto reason = value_of(parameter, "reason="); !reason.empty()) {
      line.rule->reason = reason;
      note_cut(parameter, reason, line);
    } else if (const auto name = value_of(parameter, "tt2="); !name.empty()) {
      line.rule->message_template = name;
      note_cut(parameter, name, line);
    } else {
      read_template(parameter, line);
      if (line.rule->message_template) return;
    }
  }
}

// reject(...) up to the last ) of the line, then ,quiet with one blank at most around the comma.
void read_reject(std::string_view action, Line& line) {
  std::size_t at = 6;
  const auto close = action.rfind(')');
  if (action.substr(at).starts_with('(') && close != std::string_view::npos && close > at + 1) {
    read_parameters(action.substr(at + 1, close - at - 1), line);
    at = close + 1;
  }
  const auto skip_one = [&](std::size_t from) {
    return from < action.size() && is_space(action[from]) ? from + 1 : from;
  };
  line.rule->action = "reject";
  auto comma = skip_one(at);
  if (comma < action.size() && action[comma] == ',') {
    const auto quiet = skip_one(comma + 1);
    if (action.substr(quiet).starts_with("quiet")) {
      line.rule->action = "reject,quiet";
      at = quiet + 5;
    }
  }
  if (past_space(action, at) < action.size())
    line.accidents.push_back("behind the action " + quoted(action.substr(at)) + " is not seen");
}

// The end of the word that the text begins with.
std::size_t end_of_word(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_word);
  return static_cast<std::size_t>(end - text.begin());
}

void note_unknown(std::string_view action, Line& line) {
  constexpr std::array<std::string_view, 10> known = {
      "do_it",     "reject",     "request_auth", "owner", "editor",
      "editorkey", "listmaster", "ham",          "spam",  "unsure"};
  const auto word = action.substr(0, end_of_word(action));
  if (std::find(known.begin(), known.end(), word) != known.end()) return;
  const bool begins = std::any_of(known.begin(), known.end(), [action](std::string_view name) {
    return begins_exactly(action, name);
  });
  line.accidents.push_back(
      begins ? quoted(word) + " is taken for an action by its beginning, and fails when it fires"
             : quoted(word) + " is no action: where it fires, it is a reject for unknown-action");
}

}  // namespace

void read_action(std::string_view action, Line& line) {
  constexpr std::array<std::string_view, 3> answers = {"ham", "spam", "unsure"};
  for (const auto answer : answers) {
    if (!begins_exactly(action, answer)) continue;
    line.rule->action = answer;
    if (end_of_word(action) > answer.size())
      line.accidents.push_back(quoted(action) + " is " + std::string(answer));
    return;
  }
  if (begins_exactly(action, "reject")) {
    if (end_of_word(action) > 6)
      line.accidents.push_back(quoted(action.substr(0, end_of_word(action))) + " is a reject");
    return read_reject(action, line);
  }
  line.rule->action = trim(action);
  note_unknown(action, line);
}

}  // namespace chancery::scenario::sympa
