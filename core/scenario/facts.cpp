#include "scenario/facts.hpp"

#include "scenario/predicates.hpp"
#include "scenario/variables.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::scenario {

namespace {

const std::string sender = "[sender]", email = "[email]", list = "[listname]";
const std::string nobody = "'nobody";

bool is_role(std::string_view predicate) {
  return predicate == "is_subscriber" || predicate == "is_owner" || predicate == "is_editor" ||
         predicate == "is_listmaster";
}

// [host] is [domain], [header->subject] is [msg_header->Subject].
std::string variable_key(const Argument& argument) {
  auto name = argument.variable;
  if (name == "host") name = "domain";
  if (name == "header") name = "msg_header";
  auto key = "[" + name + (argument.key.empty() ? "" : "->" + lower(argument.key)) + "]";
  return argument.index ? key + std::to_string(*argument.index) : key;
}

bool is_many(const Argument& argument) {
  const auto* variable = variable_named(argument.variable);
  return !argument.index && (!variable || variable->has_many);
}

// No text of a scenario has this byte.
std::string call_key(std::string key, const std::vector<std::string>& terms) {
  for (const auto& term : terms) (key += '\0') += term;
  return key;
}

// Without the ! and the blanks behind it.
std::string call_of(const Rule& rule) {
  std::string_view text = rule.condition;
  if (rule.negated) text.remove_prefix(1);
  return std::string(trim(text));
}

class Nobody final : public Answers {
 public:
  Result<bool> ask(std::string_view, std::span<const Value>) override {
    return Err(Code::failed, "nobody is asked");
  }
};

// The answer that never changes, of a predicate that looks at nothing but constants.
std::optional<bool> settled(const Rule& rule) {
  if (rule.predicate != "less_than" && rule.predicate != "match") return std::nullopt;
  std::vector<Value> values;
  for (const auto& argument : rule.arguments) {
    const bool varies = argument.kind == Argument::Kind::variable ||
                        (argument.kind == Argument::Kind::pattern && !argument.compiled);
    if (varies) return std::nullopt;
    values.emplace_back(std::string_view(argument.text));
  }
  Nobody nobody_else;
  const auto holds = predicate_named(rule.predicate)->holds(rule, values, Question(), nobody_else);
  return holds ? std::optional(*holds) : std::nullopt;
}

}  // namespace

// The truth of some facts, with all that follows from the equalities among them.
class Facts::World {
 public:
  explicit World(const Facts& facts) : facts_(facts) {}

  bool holds_together(std::span<const Literal> literals) {
    for (const auto& literal : literals)
      if (literal.holds && is_equality(fact(literal)) && !unite(fact(literal))) return false;
    return std::all_of(literals.begin(), literals.end(),
                       [this](const Literal& literal) { return admits(literal); });
  }

 private:
  const Fact& fact(const Literal& literal) const {
    return facts_.facts_[static_cast<std::size_t>(literal.fact)];
  }
  static bool is_equality(const Fact& fact) {
    return fact.predicate == "equal" && !fact.terms[0].many && !fact.terms[1].many;
  }

  // The term that stands for all that equal this one; a constant, where there is one among them.
  std::string leader(const std::string& key) const {
    const auto found = leaders_.find(key);
    return found == leaders_.end() ? key : leader(found->second);
  }
  bool unite(const Fact& fact) {
    auto first = leader(fact.terms[0].key), second = leader(fact.terms[1].key);
    if (first == second) return true;
    if (first.starts_with('\'')) std::swap(first, second);
    if (first.starts_with('\'')) return false;  // two constants
    leaders_[first] = second;
    return true;
  }

  bool admits(const Literal& literal) {
    const auto& asked = fact(literal);
    if (literal.fact == 0) return literal.holds;
    if (is_equality(asked))
      return literal.holds || leader(asked.terms[0].key) != leader(asked.terms[1].key);
    if (is_role(asked.predicate) && literal.holds && is_nobody(asked.terms.back())) return false;
    return note(key_of(asked), literal.holds) && admits_owner(asked, literal);
  }
  // A listmaster counts as an owner of the list that is asked about, for that list is there.
  bool admits_owner(const Fact& asked, const Literal& literal) {
    if (asked.predicate == "is_listmaster" && literal.holds)
      return note(call_key("is_owner", {list, person(asked.terms[0])}), true);
    if (asked.predicate == "is_owner" && !literal.holds && asked.terms[0].key == list)
      return note(call_key("is_listmaster", {person(asked.terms[1])}), false);
    return true;
  }

  bool note(const std::string& key, bool holds) {
    return truths_.emplace(key, holds).first->second == holds;
  }
  // Only these two are known to be canonical: of other texts that are equal but for the case of
  // letters one may be somebody and the other not.
  std::string person(const Term& term) const {
    const bool same = (term.key == sender || term.key == email) && leader(sender) == leader(email);
    return same ? sender : term.key;
  }
  bool is_nobody(const Term& term) const {
    return term.key == nobody ||
           ((term.key == sender || term.key == email) && leader(term.key) == nobody);
  }
  std::string key_of(const Fact& asked) const {
    std::vector<std::string> people;
    for (const auto& term : asked.terms) people.push_back(person(term));
    return call_key(asked.predicate, people);
  }

  const Facts& facts_;
  std::map<std::string, std::string> leaders_;
  std::map<std::string, bool> truths_;
};

Facts::Facts(std::string_view function) : is_about_sender_(function == "send") {
  facts_.push_back({"true", {}, "true()"});
}

Literal Facts::condition(const Rule& rule) {
  Literal literal;
  std::vector<Term> terms;
  for (std::size_t i = 0; i < rule.arguments.size(); ++i) terms.push_back(term(rule, i));
  if (rule.predicate == "true" || rule.predicate == "all")
    literal = {0, true};
  else if (rule.predicate == "equal")
    literal = equality(std::move(terms), call_of(rule));
  else if (const auto always = settled(rule))
    literal = {0, *always};
  else
    literal = fact({rule.predicate, std::move(terms), call_of(rule)});
  return rule.negated ? !literal : literal;
}

bool Facts::possible(std::span<const Literal> literals) const {
  return World(*this).holds_together(literals);
}

// The constants of equal fold; an address or a list's name may be told apart by its case.
Facts::Term Facts::term(const Rule& rule, std::size_t argument) const {
  const auto& written = rule.arguments[argument];
  switch (written.kind) {
    case Argument::Kind::variable: {
      const auto key = variable_key(written);
      return {is_about_sender_ && key == email ? sender : key, false, is_many(written)};
    }
    case Argument::Kind::pattern: return {"/" + written.text, true, false};
    case Argument::Kind::text: break;
  }
  return {"'" + (rule.predicate == "equal" ? lower(written.text) : written.text), true, false};
}

Literal Facts::equality(std::vector<Term> terms, std::string written) {
  const bool single = !terms[0].many && !terms[1].many;
  if (single && terms[0].key == terms[1].key) return {0, true};
  if (terms[0].constant && terms[1].constant) return {0, false};
  if (single && terms[1].key < terms[0].key) std::swap(terms[0], terms[1]);
  return fact({"equal", std::move(terms), std::move(written)});
}

Literal Facts::fact(Fact fact) {
  std::vector<std::string> terms;
  for (const auto& term : fact.terms) terms.push_back(term.key);
  const auto key = call_key(fact.predicate, terms);
  const auto [found, is_new] = known_.emplace(key, static_cast<int>(facts_.size()));
  if (is_new) facts_.push_back(std::move(fact));
  return {found->second, true};
}

}  // namespace chancery::scenario
