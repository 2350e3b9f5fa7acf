// What is said to hold holds in every world, and a counter-example is one: shown by trying out all
// worlds that differ in what the conditions ask, with the evaluator that decides about mail.
#include "read.hpp"
#include "support/catch.hpp"

#include "scenario/proof.hpp"

#include <bit>
#include <random>

using namespace test;

namespace {

std::string name_of(Method method) { return std::string(name(method)); }

scenario::Claim claim(const std::string& text) { return parse_claim(text, vocabulary()).value(); }

// "holds", or the counter-example as "smtp, is_owner([listname],[sender]): 2 do_it".
std::string proven(const std::string& scenario, const std::string& claimed,
                   const std::string& name = "subscribe.test") {
  auto read = good(scenario);
  read.name = name;
  const auto found = refute(read, claim(claimed));
  if (!found) return "error: " + found.error().what;
  if (!*found) return "holds";
  std::string text(name_of((*found)->method));
  for (const auto& fact : (*found)->facts) text += (fact.holds ? ", " : ", !") + fact.text;
  return text + ": " + std::to_string((*found)->line) + " " + (*found)->action;
}

const std::string people =
    "is_subscriber([listname],[sender]) smime -> do_it\n"
    "is_owner([listname],[sender]) smtp,smime -> do_it\n"
    "true() smtp,dkim,md5,pgp,smime -> reject\n";

}  // namespace

TEST_CASE("a claim holds or has a counter-example, with the rule that fires") {
  CHECK(proven(people, "never do_it without smime") ==
        "smtp, is_owner([listname],[sender]): 2 do_it");
  CHECK(proven(people, "never do_it without smime,smtp") == "holds");
  CHECK(proven(people, "never do_it for strangers") == "holds");
  CHECK(proven(people, "always reject for strangers") == "holds");
  CHECK(proven(people, "always do_it for subscribers with smime") == "holds");
  CHECK(proven(people, "always do_it for subscribers with smime,md5") ==
        "md5, is_subscriber([listname],[sender]): 3 reject");
  CHECK(proven(people, "never editorkey") == "holds");
  CHECK(proven(people, "always reject when !is_subscriber and !is_owner") == "holds");
  CHECK(proven(people, "always reject unless is_subscriber or is_owner") == "holds");
  CHECK(proven(people, "always reject unless is_subscriber") ==
        "smtp, !is_subscriber([listname],[sender]), is_owner([listname],[sender]): 2 do_it");
}

TEST_CASE("what looks at constants only is known") {
  CHECK(proven("less_than(5,3) smtp -> do_it\n", "never do_it") == "holds");
  CHECK(proven("less_than(3,5) smtp -> do_it\n", "never do_it") == "smtp: 1 do_it");
  CHECK(proven("!match('abc',/b/) smtp -> do_it\n", "never do_it") == "holds");
}

TEST_CASE("what fits no rule is rejected by none") {
  CHECK(proven("is_owner([listname],[sender]) smtp -> do_it\n", "never reject with smtp") ==
        "smtp, !is_owner([listname],[sender]): 0 reject");
  CHECK(proven("", "always reject") == "holds");
  CHECK(proven("", "never reject") == "smtp: 0 reject");
}

TEST_CASE("the counter-example has the fewest facts, and none that follows from others") {
  CHECK(proven("equal([sender],'a@x.org') smtp -> editorkey\n"
               "equal([sender],'b@x.org') smtp -> do_it\n"
               "true() md5 -> do_it\n",
               "never do_it") == "md5: 3 do_it");
  CHECK(proven("equal([sender],'a@x.org') smtp -> editorkey\n"
               "equal([sender],'b@x.org') smtp -> do_it\n",
               "never do_it") == "smtp, equal([sender],'b@x.org'): 2 do_it");
  CHECK(proven("!is_owner([listname],[sender]) smtp -> reject\n"
               "is_listmaster([sender]) smtp -> do_it\n",
               "never do_it") == "smtp, is_listmaster([sender]): 2 do_it");
}

TEST_CASE("facts that cannot be so at once are no way through the rules") {
  CHECK(proven("!true() smtp -> do_it\n", "never do_it") == "holds");
  CHECK(proven("is_owner([listname],[sender]) smtp -> reject\n"
               "is_listmaster([sender]) smtp -> do_it\n",
               "never do_it") == "holds");
  CHECK(proven("!equal([sender],[email]) smtp -> reject\n"
               "is_owner([listname],[email]) smtp -> do_it\n",
               "never do_it unless is_owner") == "holds");
  CHECK(proven("equal([sender],'nobody') smtp -> editorkey\n"
               "equal([sender],'NOBODY') smtp -> do_it\n",
               "never do_it") == "holds");
  CHECK(proven("is_subscriber([listname],[sender]) smtp -> do_it\n", "never do_it for nobody") ==
        "holds");
  CHECK(proven("equal([header->X-A],'a') smtp -> reject\nequal([header->X-A],'b') smtp -> do_it\n",
               "never do_it when equal([msg_header->x-a],'a')") == "holds");
  CHECK(proven("equal([header->X-A],'b') smtp -> do_it\n",
               "never do_it when equal([header->X-A],'a')") != "holds");
  CHECK(proven("equal([header->X-A][0],'b') smtp -> do_it\n",
               "never do_it when equal([header->X-A][0],'a')") == "holds");
}

TEST_CASE("who posts is whom the post is about, and who subscribes may not be") {
  const std::string text = "!equal([sender],[email]) smtp -> do_it\n";
  CHECK(proven(text, "never do_it", "send.test") == "holds");
  CHECK(proven(text, "never do_it", "subscribe.test") == "smtp, !equal([sender],[email]): 1 do_it");
}

TEST_CASE("an owner of another list need not be there, so its listmasters prove nothing") {
  const std::string text =
      "is_owner(other,[sender]) smtp -> reject\nis_listmaster([sender]) smtp -> do_it\n";
  CHECK(proven(text, "never do_it") ==
        "smtp, !is_owner(other,[sender]), is_listmaster([sender]): 2 do_it");
}

TEST_CASE("what is no claim is usage, and the grammar is told") {
  for (const auto& [text, why] : std::map<std::string, std::string>{
           {"", "begins with never or always"},
           {"do_it never", "begins with never or always"},
           {"never", "is no action"},
           {"never doit", "'doit' is no action"},
           {"never do_it without smine", "'smine' is no authentication method"},
           {"never do_it without", "is no authentication method"},
           {"never do_it with smime,", "is no authentication method"},
           {"never do_it for aliens", "'aliens' is nobody"},
           {"never do_it when", "is no condition"},
           {"never do_it when title", "is no condition"},
           {"never do_it when is_subscribr", "is no condition"},
           {"never do_it when is_owner([listname]", "is no condition"},
           {"never do_it when is_owner([listname])", "takes 2 arguments"},
           {"never do_it when match([sender],/(/)", "is broken"},
           {"never do_it if smime", "begins with 'if'"},
           {"never do_it when is_owner or is_editor", "begins with 'or'"},
           {"never do_it\nwithout smime", "cannot be read"},
           {"never do_it when equal([sender],'a", "cannot be read"}}) {
    INFO(text);
    const auto found = parse_claim(text, vocabulary());
    REQUIRE_FALSE(found);
    CHECK(found.error().code == Code::usage);
    CHECK_THAT(found.error().what, Contains(why));
    CHECK_THAT(found.error().hint, Contains("never|always ACTION"));
  }
}

TEST_CASE("a claim about no message at all is refused, for it would hold of anything") {
  for (const std::string text :
       {"never do_it with smime without smime", "never do_it when is_owner unless is_owner",
        "always reject for strangers when is_listmaster", "never do_it when !true()"}) {
    INFO(text);
    const auto found = refute(good("true() smtp -> do_it\n"), claim(text));
    REQUIRE_FALSE(found);
    CHECK(found.error().code == Code::usage);
    CHECK_THAT(found.error().what, Contains("about nothing"));
  }
}

TEST_CASE("a scenario of the longest kind is proven soon, and a longer one is refused") {
  std::string text;
  for (std::size_t i = 0; i < most_provable_rules; ++i)
    text += "is_owner(list" + std::to_string(i) + ",[sender]) smtp -> editorkey\n";
  CHECK(proven(text, "never do_it") == "holds");
  CHECK_THAT(proven(text, "never reject with smtp"), Contains(": 0 reject"));
  const auto found = refute(good(text + "true() smtp -> do_it\n"), claim("never do_it"));
  REQUIRE_FALSE(found);
  CHECK(found.error().code == Code::unusable);
}

namespace {

// The worlds that the conditions of the random scenarios can tell apart.
struct Someone {
  std::string sender, email, first;  // of the field X-B
  int values = 0;                    // of the field X-A: bits for 1 and 2
  int roles_of_sender = 0, roles_of_email = 0;
};
using Worlds = std::vector<Someone>;

const Worlds& worlds() {
  static const Worlds all = [] {
    const std::vector<std::string> names = {"nobody",  "a@x.org", "b@x.org",
                                            "c@x.org", "d@x.org", "1"};
    auto firsts = names;
    firsts.push_back("");
    Worlds made;
    for (const auto& sender : names)
      for (const auto& email : names)
        for (const auto& first : firsts)
          for (int values = 0; values < 4; ++values)
            for (int roles = 0; roles < 64; ++roles)
              if (sender != email || roles % 8 == roles / 8)
                made.push_back({sender, email, first, values, roles % 8, roles / 8});
    return made;
  }();
  return all;
}

// Roles as bits: subscriber, owner, listmaster.
class Inhabitants final : public Answers {
 public:
  explicit Inhabitants(const Someone& world) : world_(world) {}
  Result<bool> ask(std::string_view predicate, std::span<const Value> arguments) override {
    const auto& who = arguments.back().front();
    if (who == "nobody") return false;
    const int roles = who == world_.sender  ? world_.roles_of_sender
                      : who == world_.email ? world_.roles_of_email
                                            : 0;
    if (predicate == "is_subscriber") return (roles & 1) != 0;
    if (predicate == "is_owner") return (roles & 6) != 0;
    return (roles & 4) != 0;
  }

 private:
  const Someone& world_;
};

Message post_of(const Someone& world) {
  std::string header = world.first.empty() ? "" : "X-B: " + world.first + "\n";
  for (const int value : {1, 2})
    if ((world.values & value) != 0) header += "X-A: " + std::to_string(value) + "\n";
  return message(header + "\n");
}

Verdict decided(const Scenario& scenario, const Someone& world, Method method) {
  const auto post = post_of(world);
  Question asked{method, world.sender, "l", "x.org", &post};
  asked.email = world.email;
  Inhabitants inhabitants(world);
  return account_of(evaluate(scenario, asked, inhabitants).value(), scenario, asked);
}

using Set = std::vector<std::uint64_t>;

// The worlds in which a condition holds, asked once.
const Set& truth(const std::string& condition) {
  static std::map<std::string, Set> known;
  auto [found, is_new] = known.try_emplace(condition);
  if (!is_new) return found->second;
  const auto scenario = good(condition + " smtp -> do_it\n");
  found->second.resize((worlds().size() + 63) / 64);
  for (std::size_t i = 0; i < worlds().size(); ++i)
    if (decided(scenario, worlds()[i], Method::smtp).action == "do_it")
      found->second[i / 64] |= std::uint64_t{1} << i % 64;
  return found->second;
}

Set everywhere() {
  Set set((worlds().size() + 63) / 64, ~std::uint64_t{0});
  if (worlds().size() % 64 != 0) set.back() = (std::uint64_t{1} << worlds().size() % 64) - 1;
  return set;
}

struct Asked {
  std::string condition;
  bool holds = true;
};
void keep(Set& set, const Asked& asked) {
  const auto& where = truth(asked.condition);
  for (std::size_t i = 0; i < set.size(); ++i) set[i] &= asked.holds ? where[i] : ~where[i];
}
Set where(const std::vector<Asked>& all, unsigned chosen = ~0U) {
  auto set = everywhere();
  for (std::size_t i = 0; i < all.size(); ++i)
    if ((chosen >> i & 1U) != 0) keep(set, all[i]);
  return set;
}
bool is_empty(const Set& set) {
  return std::all_of(set.begin(), set.end(), [](auto word) { return word == 0; });
}

// How many of these say as much as all of them.
int fewest(const std::vector<Asked>& all) {
  const auto wanted = where(all);
  int best = static_cast<int>(all.size());
  for (unsigned chosen = 0; chosen < 1U << all.size(); ++chosen)
    if (std::popcount(chosen) < best && where(all, chosen) == wanted) best = std::popcount(chosen);
  return best;
}

struct RandomRule {
  Asked asked;
  std::vector<Method> methods;
  std::string action;
};

class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[random_() % all.size()];
  }
  bool coin() { return random_() % 2 == 0; }

  Asked asked() {
    static const std::vector<std::string> conditions = {"is_subscriber([listname],[sender])",
                                                        "is_subscriber([listname],[email])",
                                                        "is_owner([listname],[sender])",
                                                        "is_owner([listname],[email])",
                                                        "is_listmaster([sender])",
                                                        "is_listmaster([email])",
                                                        "equal([sender],[email])",
                                                        "equal([email],[sender])",
                                                        "equal([sender],'nobody')",
                                                        "equal([email],'nobody')",
                                                        "equal([sender],'a@x.org')",
                                                        "equal('A@x.org',[email])",
                                                        "equal([sender],'b@x.org')",
                                                        "equal([header->X-A],'1')",
                                                        "equal([msg_header->x-a],'2')",
                                                        "equal([header->X-B][0],'1')",
                                                        "equal([header->x-b][0],'a@x.org')",
                                                        "equal([sender],[header->X-B][0])",
                                                        "true()"};
    return {one_of(conditions), coin()};
  }
  RandomRule rule() {
    RandomRule made{asked(), {}, one_of<std::string>({"do_it", "reject", "editorkey"})};
    for (const auto method : {Method::smtp, Method::md5, Method::smime})
      if (coin()) made.methods.push_back(method);
    if (made.methods.empty()) made.methods = {Method::smtp};
    return made;
  }

 private:
  std::mt19937 random_;
};

std::string text_of(const std::vector<RandomRule>& rules) {
  std::string text;
  for (const auto& rule : rules) {
    text += (rule.asked.holds ? "" : "!") + rule.asked.condition + " ";
    for (const auto method : rule.methods) text += name_of(method) + ",";
    text += " -> " + rule.action + "\n";
  }
  return text;
}

struct RandomClaim {
  bool never;
  std::string action;
  std::vector<Asked> scope;
  std::string text() const {
    std::string all = (never ? "never " : "always ") + action;
    for (const auto& asked : scope) all += (asked.holds ? " when " : " unless ") + asked.condition;
    return all;
  }
};

// The fewest facts with which one rule fires against the claim; none: in no world does one.
std::optional<int> tried_out(const std::vector<RandomRule>& rules, const RandomClaim& claimed) {
  std::optional<int> best;
  for (std::size_t k = 0; k <= rules.size(); ++k) {
    const auto action = k < rules.size() ? rules[k].action : "reject";
    if ((action == claimed.action) != claimed.never) continue;
    for (const auto method : {Method::smtp, Method::dkim, Method::md5, Method::smime}) {
      const auto accepts = [&](const RandomRule& rule) {
        return std::find(rule.methods.begin(), rule.methods.end(), method) != rule.methods.end();
      };
      if (k < rules.size() && !accepts(rules[k])) continue;
      auto asked = claimed.scope;
      for (std::size_t i = 0; i < k; ++i)
        if (accepts(rules[i])) asked.push_back({rules[i].asked.condition, !rules[i].asked.holds});
      if (k < rules.size()) asked.push_back(rules[k].asked);
      if (is_empty(where(asked))) continue;
      const int facts = fewest(asked);
      best = std::min(best.value_or(facts), facts);
    }
  }
  return best;
}

// In each world with these facts that rule fires, and there is one.
void check_example(const CounterExample& example, const Scenario& scenario) {
  std::vector<Asked> facts;
  for (const auto& fact : example.facts) facts.push_back({fact.text, fact.holds});
  const auto set = where(facts);
  CHECK_FALSE(is_empty(set));
  int looked_at = 0;
  for (std::size_t i = 0; i < worlds().size() && looked_at < 50; ++i) {
    if ((set[i / 64] >> i % 64 & 1U) == 0) continue;
    ++looked_at;
    const auto verdict = decided(scenario, worlds()[i], example.method);
    CHECK(verdict.action == example.action);
    CHECK((verdict.rule ? verdict.rule->line : 0) == example.line);
  }
}

}  // namespace

TEST_CASE("what is proven of random scenarios is what trying out all worlds shows") {
  Dice dice(20);
  int held = 0, failed = 0;
  for (int round = 0; round < 3000; ++round) {
    std::vector<RandomRule> rules;
    for (int i = 0; i < 1 + round % 4; ++i) rules.push_back(dice.rule());
    RandomClaim claimed{dice.coin(), dice.one_of<std::string>({"do_it", "reject"}), {}};
    for (int i = 0; i < round / 4 % 3; ++i) claimed.scope.push_back(dice.asked());
    INFO(text_of(rules) << claimed.text());
    const auto scenario = [&] {
      auto read = good(text_of(rules));
      read.name = "subscribe.test";
      return read;
    }();
    const auto found = refute(scenario, claim(claimed.text()));
    if (is_empty(where(claimed.scope))) {
      CHECK_FALSE(found);
      continue;
    }
    REQUIRE(found);
    const auto expected = tried_out(rules, claimed);
    REQUIRE(found->has_value() == expected.has_value());
    ++(expected ? failed : held);
    if (!expected) continue;
    CHECK(static_cast<int>((*found)->facts.size()) == *expected);
    check_example(**found, scenario);
  }
  CHECK(held > 50);
  CHECK(failed > 50);
}
