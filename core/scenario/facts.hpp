// What the conditions of rules ask, as facts that hold or do not, and which of them cannot be so at
// once. For reasoning about all messages that there can be, without any of them.
//
// Sound and, for what is known here, complete: what is called impossible is so, whatever the world.
// Known are: true and all; that a value which is there once equals one constant at most; that equal
// is an equivalence; that what holds of [sender] holds of an [email] equal to it; that a listmaster
// counts as an owner of the list, and that nobody is nobody. All else may be in any combination.
#pragma once

#include "scenario/scenario.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::scenario {

// A fact that holds, or that does not.
struct Literal {
  int fact = 0;
  bool holds = true;
  Literal operator!() const { return {fact, !holds}; }
  auto operator<=>(const Literal&) const = default;
};

class Facts {
 public:
  // `function`, as "send": who posts is whom the post is about, so there [email] is [sender].
  explicit Facts(std::string_view function);

  // What must be so for the condition of this rule to be true. Calls that are answered alike in
  // every world are one fact.
  Literal condition(const Rule& rule);
  bool possible(std::span<const Literal> literals) const;
  // The predicate with its arguments, as it was written first.
  const std::string& written(int fact) const {
    return facts_[static_cast<std::size_t>(fact)].written;
  }

 private:
  struct Term {
    std::string key;  // the same for what is always the same
    bool constant = false, many = false;
  };
  struct Fact {
    std::string predicate;
    std::vector<Term> terms;
    std::string written;
  };
  class World;

  Term term(const Rule& rule, std::size_t argument) const;
  Literal equality(std::vector<Term> terms, std::string written);
  Literal fact(Fact fact);

  bool is_about_sender_ = false;
  std::vector<Fact> facts_;
  std::map<std::string, int> known_;
};

}  // namespace chancery::scenario
