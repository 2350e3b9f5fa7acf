#include "scenario/rule_reader.hpp"

#include "scenario/action_reader.hpp"
#include "scenario/actions.hpp"
#include "scenario/argument_reader.hpp"
#include "scenario/pattern.hpp"
#include "scenario/predicates.hpp"
#include "scenario/variables.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::scenario {

namespace {

using Kind = Token::Kind;

const std::vector<std::string>& method_words() {
  static const std::vector<std::string> words = {"smtp", "dkim", "md5", "pgp", "smime"};
  return words;
}

std::vector<std::string> names_of(const Vocabulary& vocabulary) {
  std::vector<std::string> names;
  for (const auto& [name, arity] : vocabulary) names.push_back(name);
  return names;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
  const auto meant = nearest(lower(word), known);
  return meant ? "did you mean " + *meant + "?" : "";
}

bool may_be_many(const Argument& argument) {
  if (argument.kind != Argument::Kind::variable || argument.index) return false;
  return argument.known && argument.known->has_many;
}

std::string count_of(const Arity& arity) {
  const auto least = std::to_string(arity.least), most = std::to_string(arity.most);
  if (arity.most == 1 && arity.least == 1) return "one argument";
  if (arity.most == 0) return "no argument";
  return (least == most ? least : least + " to " + most) + " arguments";
}

class RuleReader {
 public:
  RuleReader(TokenReader& tokens, const Vocabulary& vocabulary, std::string_view function)
      : tokens_(tokens), vocabulary_(vocabulary), function_(function) {}

  Rule read() {
    rule_.line = tokens_.line();
    rule_.text = utf8(tokens_.rest());
    refuse_include();
    if (read_condition() && read_methods()) read_action(tokens_, function_, rule_.action);
    return std::move(rule_);
  }

 private:
  // Sympa takes a line with these letters anywhere for an include. In quotes and in regular
  // expressions they may stand all the same: there nobody can mean an include.
  void refuse_include() {
    for (std::size_t i = 1; !tokens_.peek(i).is(Kind::end); ++i) {
      const Token& token = tokens_.peek(i);
      if (!token.is(Kind::word) && !token.is(Kind::variable)) continue;
      if (lower(token.written).find("include") == std::string::npos) continue;
      tokens_.note(token.column, "Sympa takes a line with the letters include for an include",
                   token.is(Kind::word) ? "write it in quotes" : "");
    }
  }

  bool read_condition() {
    const int begin = tokens_.column();
    rule_.negated = tokens_.takes(Kind::bang);
    if (rule_.negated && tokens_.sees(Kind::bang))
      return tokens_.problem(tokens_.column(), "a second ! : Sympa reads two as one",
                             "write one ! or none");
    if (!read_predicate()) return false;
    rule_.condition = utf8(tokens_.text(begin, tokens_.end_of_last()));
    return true;
  }

  bool read_predicate() {
    const Token word = tokens_.next();
    if (!word.is(Kind::word))
      return tokens_.problem(
          word.column, "a rule begins with a predicate, as in is_subscriber([listname],[sender])");
    rule_.predicate = lower(word.text);
    if (rule_.predicate == "not")
      return tokens_.problem(word.column, "not is no negation: Sympa ignores the word", "write !");
    if (tokens_.takes(Kind::colons) && !read_function(word)) return false;
    if (!tokens_.takes(Kind::open)) return no_predicate(word);
    const bool known = check_predicate(word);
    if (!read_arguments(tokens_, rule_.arguments)) return false;
    if (known) check_arguments(vocabulary_.find(rule_.predicate)->second, word.column);
    return true;
  }

  // name::function, which the plugin predicate_name answers.
  bool read_function(const Token& word) {
    if (rule_.predicate == "customcondition")
      return tokens_.problem(word.column,
                             "custom conditions of Sympa are Perl, and nothing here runs it",
                             "write name::function(...) of the plugin predicate_name");
    const Token function = tokens_.next();
    if (!function.is(Kind::word))
      return tokens_.problem(function.column, "behind :: stands the name of a function");
    rule_.predicate += "::" + lower(function.text);
    return true;
  }

  bool no_predicate(const Token& word) {
    if (tokens_.sees(Kind::end))
      return tokens_.problem(word.column, printable(word.written) + " alone is no rule",
                             "Sympa skips a line of one word; put # before it");
    return tokens_.problem(word.column,
                           printable(word.written) + " is no predicate: behind one stands (",
                           vocabulary_.contains(rule_.predicate)
                               ? "write " + rule_.predicate + "(...)"
                               : "a line is a title, a rule or, behind #, a comment");
  }

  bool check_predicate(const Token& word) {
    rule_.known = predicate_named(rule_.predicate);
    if (vocabulary_.contains(rule_.predicate)) return true;
    if (rule_.predicate == "message")
      return tokens_.problem(word.column, "message is no predicate: Sympa only fails on it");
    const auto meant = did_you_mean(rule_.predicate, names_of(vocabulary_));
    return tokens_.problem(word.column, printable(rule_.predicate) + " is no predicate",
                           meant.empty() ? "is the plugin that provides it enabled?" : meant);
  }

  void check_arguments(const Arity& arity, int column) {
    const auto count = static_cast<int>(rule_.arguments.size());
    if (count < arity.least || count > arity.most)
      return tokens_.note(column, rule_.predicate + " takes " + count_of(arity) +
                                      ", and here are " + std::to_string(count));
    for (int i = 0; i < count; ++i) check_argument(i);
    if (!rule_.known || !rule_.known->flaw) return;
    if (auto flaw = rule_.known->flaw(rule_)) tokens_.note(flaw->column, flaw->what, flaw->hint);
  }

  void check_argument(int i) {
    auto& argument = rule_.arguments[static_cast<std::size_t>(i)];
    const auto* known = rule_.known;
    if (known && known->pattern == i)
      check_pattern(argument);
    else if (argument.kind == Argument::Kind::pattern)
      tokens_.note(argument.column, "a regular expression is only the second argument of match");
    if (!known || (known->single >> i & 1) == 0 || !may_be_many(argument)) return;
    tokens_.note(argument.column, "here stands one value, and " + argument.written + " has many",
                 argument.known->has_index ? "write " + argument.written + "[0]" : "");
  }

  // A text is a regular expression too, as in Sympa; a variable only if no stranger writes it.
  void check_pattern(Argument& argument) {
    if (argument.kind == Argument::Kind::pattern) return;
    if (argument.kind == Argument::Kind::variable) {
      if (argument.known && !argument.known->is_of_administrators)
        tokens_.note(argument.column, "a stranger could write this regular expression",
                     "write /.../, or a variable that only administrators set");
      return;
    }
    auto compiled = Pattern::compile(argument.text);
    if (!compiled) return tokens_.note(argument.column, compiled.error().what);
    argument.compiled = std::make_shared<const Pattern>(std::move(*compiled));
  }

  bool read_methods() {
    if (!tokens_.peek().spaced && !tokens_.sees(Kind::end))
      tokens_.note(tokens_.column(), "a blank must stand behind the )",
                   "without one Sympa reads no methods, or no rule");
    bool after_comma = true;
    while (!tokens_.takes(Kind::arrow)) {
      if (tokens_.sees(Kind::end) || is_action(tokens_.peek().text))
        return tokens_.problem(tokens_.column(), "-> is missing before the action");
      if (!read_method(after_comma)) return false;
      after_comma = tokens_.takes(Kind::comma);
    }
    if (rule_.methods.empty()) rule_.methods.push_back(Method::smtp);
    return true;
  }

  bool read_method(bool after_comma) {
    const Token word = tokens_.peek();
    if (word.is(Kind::comma))
      return tokens_.problem(word.column, "a method is missing before this comma");
    if (!word.is(Kind::word))
      return tokens_.problem(word.column,
                             "a rule is one predicate, methods, -> and an action; here stands '" +
                                 printable(tokens_.rest(), 40) + "'",
                             "Sympa ignores what stands there: write a rule for each predicate");
    tokens_.next();
    const auto method = method_named(word.text);
    if (!method) {
      const auto meant = did_you_mean(word.text, method_words());
      return unknown_method(word, meant);
    }
    if (!after_comma)
      tokens_.note(word.column, "between two methods stands a comma",
                   "Sympa reads the two words as one method that nobody has");
    if (std::find(rule_.methods.begin(), rule_.methods.end(), *method) == rule_.methods.end())
      rule_.methods.push_back(*method);
    return true;
  }

  // Read on: more words may be wrong. But where a new predicate begins nothing more is to be said.
  bool unknown_method(const Token& word, const std::string& meant) {
    tokens_.note(word.column, printable(word.written) + " is no authentication method",
                 meant.empty() ? "methods are smtp, dkim, md5, pgp and smime" : meant);
    return !tokens_.sees(Kind::open);
  }

  TokenReader& tokens_;
  const Vocabulary& vocabulary_;
  std::string_view function_;
  Rule rule_;
};

}  // namespace

Rule read_rule(TokenReader& tokens, const Vocabulary& vocabulary, std::string_view function) {
  return RuleReader(tokens, vocabulary, function).read();
}

}  // namespace chancery::scenario
