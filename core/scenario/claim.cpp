#include "scenario/claim.hpp"

#include "scenario/actions.hpp"
#include "scenario/lexer.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace chancery::scenario {

const std::string_view claim_grammar =
    "a claim is: never|always ACTION, then any of\n"
    "  when FACT and FACT...     while all of them hold\n"
    "  unless FACT or FACT...    while none of them holds\n"
    "  for PEOPLE                nobody strangers subscribers owners editors listmasters\n"
    "  with METHOD,METHOD...     by one of them\n"
    "  without METHOD,METHOD...  by none of them\n"
    "FACT: a condition as in a rule, or alone is_subscriber, is_owner, is_editor or is_listmaster, "
    "which ask about the sender; before it may stand !";

namespace {

using Kind = Token::Kind;

constexpr std::array all_methods = {Method::smtp, Method::dkim, Method::md5, Method::pgp,
                                    Method::smime};

bool contains(const std::vector<Method>& methods, Method method) {
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

// A condition that is a word alone, written out; itself where it is none.
std::string written_out(std::string_view word) {
  if (word == "is_listmaster") return "is_listmaster([sender])";
  if (word == "is_subscriber" || word == "is_owner" || word == "is_editor")
    return std::string(word) + "([listname],[sender])";
  return std::string(word);
}

// What is so of these people; empty for others.
std::vector<std::string> facts_about(std::string_view people) {
  if (people == "nobody") return {"equal([sender],'nobody')"};
  if (people == "strangers")
    return {"!is_subscriber([listname],[sender])", "!is_owner([listname],[sender])",
            "!is_editor([listname],[sender])", "!is_listmaster([sender])"};
  if (people == "subscribers") return {"is_subscriber([listname],[sender])"};
  if (people == "owners") return {"is_owner([listname],[sender])"};
  if (people == "editors") return {"is_editor([listname],[sender])"};
  if (people == "listmasters") return {"is_listmaster([sender])"};
  return {};
}

class ClaimReader {
 public:
  ClaimReader(std::string_view text, const std::vector<Token>& tokens, const Vocabulary& vocabulary)
      : text_(text), tokens_(tokens), vocabulary_(vocabulary) {
    claim_.methods.assign(all_methods.begin(), all_methods.end());
  }

  Result<Claim> read() {
    const auto word = take_word();
    if (word != "never" && word != "always") return wrong("a claim begins with never or always");
    claim_.never = word == "never";
    claim_.action = take_word();
    if (!is_action(claim_.action)) return wrong(quoted(claim_.action) + " is no action");
    while (!peek().is(Kind::end))
      if (auto read = read_part(take_word()); !read) return read.error();
    return std::move(claim_);
  }

 private:
  static std::string quoted(std::string_view word) { return "'" + printable(word) + "'"; }
  static Error wrong(std::string what) {
    return Err(Code::usage, std::move(what), std::string(claim_grammar));
  }
  const Token& peek() const { return tokens_[at_]; }
  const Token& next() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  std::string take_word() {
    const auto& token = next();
    return std::string(token.is(Kind::word) ? token.text : token.written);
  }
  bool takes(std::string_view word) {
    if (!peek().is(Kind::word) || peek().text != word) return false;
    next();
    return true;
  }

  Result<void> read_part(const std::string& word) {
    if (word == "when") return read_facts("and", false);
    if (word == "unless") return read_facts("or", true);
    if (word == "for") return read_people();
    if (word == "with" || word == "without") return read_methods(word == "with");
    return wrong("nothing in a claim begins with " + quoted(word));
  }

  Result<void> read_facts(std::string_view joint, bool contrary) {
    do {
      const auto begin = static_cast<std::size_t>(peek().column) - 1;
      const bool negated = peek().is(Kind::bang);
      if (negated) next();
      auto fact = written_out(take_word());
      if (peek().is(Kind::open)) fact = call(begin + (negated ? 1 : 0));
      if (auto added = add(fact, negated != contrary); !added) return added;
    } while (takes(joint));
    return {};
  }
  // From there to the ) that comes next: no argument has one that is not in its quotes.
  std::string call(std::size_t begin) {
    while (!peek().is(Kind::close) && !peek().is(Kind::end)) next();
    const auto& last = next();
    const auto end = static_cast<std::size_t>(last.column) - 1 + last.written.size();
    return std::string(text_.substr(begin, end - begin));
  }

  Result<void> read_people() {
    const auto people = take_word();
    const auto facts = facts_about(people);
    if (facts.empty()) return wrong(quoted(people) + " is nobody that a claim knows");
    for (const auto& fact : facts)
      if (auto added = add(fact, false); !added) return added;
    return {};
  }

  Result<void> read_methods(bool these) {
    std::vector<Method> named;
    do {
      const auto word = take_word();
      const auto method = method_named(word);
      if (!method) return wrong(quoted(word) + " is no authentication method");
      named.push_back(*method);
    } while (peek().is(Kind::comma) && (next(), true));
    std::erase_if(claim_.methods, [&](Method method) { return contains(named, method) != these; });
    return {};
  }

  // Read as the condition of a rule, so that a claim has no language of its own.
  Result<void> add(const std::string& fact, bool negated) {
    const auto parsed = parse(fact + " smtp -> do_it", "claim", "claim", vocabulary_);
    if (const auto* problems = std::get_if<Problems>(&parsed)) {
      const auto& problem = problems->front();
      return wrong(quoted(fact) + " is no condition: " + problem.what +
                   (problem.hint.empty() ? "" : "; " + problem.hint));
    }
    const auto& rules = std::get<Scenario>(parsed).rules;
    if (rules.size() != 1) return wrong(quoted(fact) + " is no condition");
    claim_.conditions.push_back(rules.front());
    auto& added = claim_.conditions.back();
    if (!negated) return {};
    added.negated = !added.negated;
    added.condition = added.negated ? "!" + added.condition : added.condition.substr(1);
    return {};
  }

  std::string_view text_;
  const std::vector<Token>& tokens_;
  const Vocabulary& vocabulary_;
  std::size_t at_ = 0;
  Claim claim_;
};

}  // namespace

Result<Claim> parse_claim(std::string_view text, const Vocabulary& vocabulary) {
  Problems problems;
  const auto tokens = lex(text, 1, problems);
  if (!tokens || !problems.empty())
    return Err(Code::usage, "the claim cannot be read: " + problems.front().what,
               std::string(claim_grammar));
  return ClaimReader(text, *tokens, vocabulary).read();
}

}  // namespace chancery::scenario
