#include "scenario/lint.hpp"

#include "scenario/proof.hpp"
#include "scenario/ways.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace chancery::scenario {

namespace {

constexpr std::array all_methods = {Method::smtp, Method::dkim, Method::md5, Method::pgp,
                                    Method::smime};

using Indices = std::vector<std::size_t>;

std::string named(const std::vector<Method>& methods) {
  std::string text;
  for (const auto method : methods) text.append(text.empty() ? "" : ",").append(name(method));
  return text;
}

// "line 3", "lines 3, 5 and 8".
std::string named(const std::set<int>& lines) {
  std::string text = lines.size() == 1 ? "line " : "lines ";
  std::size_t left = lines.size();
  for (const int line : lines) {
    text += std::to_string(line);
    if (--left > 0) text += left == 1 ? " and " : ", ";
  }
  return text;
}

// Rules before `index` that accept the method, so few that none can be spared, and of which one
// always fires where the rule would. None: the rule can fire.
class Shadow {
 public:
  Shadow(const Ways& ways, std::size_t index) : ways_(ways), index_(index) {}

  std::optional<Indices> of(Method method) const {
    Indices before;
    for (std::size_t i = 0; i < index_; ++i)
      if (Ways::accepts(*ways_.rule(i), method)) before.push_back(i);
    if (!hide(before)) return std::nullopt;
    for (const auto i : before)
      if (hide({i})) return Indices{i};
    for (std::size_t i = before.size(); i-- > 0;) {
      auto rest = before;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
      if (hide(rest)) before = rest;
    }
    return before;
  }

 private:
  bool hide(const Indices& rules) const {
    std::vector<Literal> literals = {ways_.condition(index_)};
    for (const auto i : rules) literals.push_back(!ways_.condition(i));
    return !ways_.facts().possible(literals);
  }

  const Ways& ways_;
  std::size_t index_;
};

// Of an include, its file is told; of the scenario itself whoever prints knows it.
Problem about(const Scenario& scenario, const Rule& rule, std::string what, std::string hint) {
  return {rule.line, 1, std::move(what), std::move(hint),
          rule.file == scenario.file ? std::string() : rule.file};
}

void find_dead_rules(const Scenario& scenario, const Ways& ways, Problems& found) {
  for (std::size_t index = 0; index + 1 < ways.count(); ++index) {
    const auto& rule = *ways.rule(index);
    std::set<int> lines;
    bool fires = false;
    for (const auto method : rule.methods) {
      const auto shadow = Shadow(ways, index).of(method);
      if (!shadow) fires = true;
      for (const auto i : shadow.value_or(Indices{})) lines.insert(ways.rule(i)->line);
    }
    if (fires) continue;
    if (lines.empty())
      found.push_back(about(scenario, rule,
                            "this rule never fires: " + rule.condition + " is never true",
                            "leave it out, or write the condition that was meant"));
    else
      found.push_back(about(scenario, rule,
                            "this rule never fires: wherever it would, " + named(lines) +
                                (lines.size() == 1 ? " decides before it" : " decide before it"),
                            "leave it out, or move it up"));
  }
}

bool is_sender(const Argument& argument) {
  return argument.kind == Argument::Kind::variable &&
         (argument.variable == "sender" || argument.variable == "email");
}

bool is_field(const Argument& argument) {
  return argument.kind == Argument::Kind::variable &&
         (argument.variable == "header" || argument.variable == "msg_header");
}

bool asks_for_role(const Rule& rule) {
  return rule.predicate == "is_subscriber" || rule.predicate == "is_owner" ||
         rule.predicate == "is_editor" || rule.predicate == "is_listmaster";
}

// Whether it matters for the rule who the sender is. That both are the same is no claim of who.
bool asks_who(const Rule& rule) {
  const auto senders = std::count_if(rule.arguments.begin(), rule.arguments.end(), is_sender);
  return asks_for_role(rule) || rule.predicate == "search" || senders == 1;
}

bool has_address(const Argument& argument) {
  return argument.kind != Argument::Kind::variable && argument.text.find('@') != std::string::npos;
}

// The field of the message that the rule takes for who somebody is; null: none.
const Argument* believed_field(const Rule& rule) {
  const auto& arguments = rule.arguments;
  const bool compares = (rule.predicate == "equal" || rule.predicate == "match") &&
                        std::any_of(arguments.begin(), arguments.end(), has_address);
  if (!compares && !asks_for_role(rule)) return nullptr;
  const auto field = std::find_if(arguments.begin(), arguments.end(), is_field);
  return field == arguments.end() ? nullptr : &*field;
}

bool accepts_smtp(const Rule& rule) { return Ways::accepts(rule, Method::smtp); }

// Who may be lied about gets do_it: for a proof it would be too late.
void find_trust(const Scenario& scenario, Problems& found) {
  for (const auto& rule : scenario.rules) {
    if (rule.action.name != "do_it" || rule.negated) continue;
    if (const auto* field = believed_field(rule))
      found.push_back(about(scenario, rule,
                            "do_it believes " + field->written +
                                ": anybody can write this field, whatever the method",
                            "ask about [sender]"));
    else if (asks_who(rule) && accepts_smtp(rule))
      found.push_back(
          about(scenario, rule,
                "do_it for smtp believes the From field: whoever writes the right address "
                "there is let through",
                "leave smtp out, or give it a rule of its own with request_auth"));
  }
}

std::vector<Method> methods_left_over(const Ways& ways) {
  std::vector<Method> left;
  for (const auto method : all_methods)
    if (ways.facts().possible(*ways.way(ways.count() - 1, method))) left.push_back(method);
  return left;
}

void find_missing_end(const Scenario& scenario, const Ways& ways, Problems& found) {
  const auto left = methods_left_over(ways);
  if (left.empty()) return;
  const int line = scenario.rules.empty() ? 1 : scenario.rules.back().line;
  const auto what =
      scenario.rules.empty()
          ? std::string("no rule: everything is rejected for no-rule-match")
          : "what comes by " + named(left) + " may fit no rule, and is rejected for no-rule-match";
  const auto hint = "say what is to become of it in a last rule: true() " + named(left) +
                    " -> reject(reason='word')";
  const bool only_pgp = left == std::vector{Method::pgp};
  found.push_back({line, 1, what,
                   only_pgp ? hint + "; Sympa's smtp,dkim,md5,smime lets pgp through too" : hint});
}

}  // namespace

Problems lint(const Scenario& scenario) {
  Problems found;
  find_trust(scenario, found);
  if (scenario.rules.size() <= most_provable_rules) {
    const Ways ways(scenario);
    find_dead_rules(scenario, ways, found);
    find_missing_end(scenario, ways, found);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Problem& a, const Problem& b) { return a.line < b.line; });
  return found;
}

}  // namespace chancery::scenario
