#include "scenario/parser.hpp"

#include "scenario/action_reader.hpp"
#include "scenario/argument_reader.hpp"
#include "scenario/pattern.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::scenario {

namespace {

const std::vector<std::string> method_words = {"smtp", "dkim", "md5", "pgp", "smime"};

std::vector<std::string> names_of(const Vocabulary& vocabulary) {
  std::vector<std::string> names;
  for (const auto& [name, arity] : vocabulary) names.push_back(name);
  return names;
}

std::string count_of(const Arity& arity) {
  if (arity.least == arity.most) return std::to_string(arity.least);
  return std::to_string(arity.least) + " to " + std::to_string(arity.most);
}

class RuleReader {
 public:
  RuleReader(Cursor& cursor, const Vocabulary& vocabulary)
      : cursor_(cursor), vocabulary_(vocabulary) {}

  bool read(Rule& rule) {
    rule.line = cursor_.line();
    rule.text = trim(cursor_.rest());
    return read_negation(rule) && read_predicate(rule) && read_methods(rule) &&
           read_action(cursor_, rule.action);
  }

 private:
  bool read_negation(Rule& rule) {
    cursor_.skip_blanks();
    rule.negated = cursor_.takes("!");
    cursor_.skip_blanks();
    if (rule.negated && cursor_.sees("!"))
      return cursor_.problem(cursor_.column(), "a second ! : Sympa reads !! as one",
                             "write one ! or none");
    return true;
  }

  bool read_predicate(Rule& rule) {
    const int column = cursor_.column();
    const std::string written(cursor_.run_of(word_characters));
    rule.predicate = lower(written);
    if (cursor_.sees("::"))
      return cursor_.problem(column, "custom conditions are not known to this version");
    cursor_.skip_blanks();
    if (rule.predicate == "not")
      return cursor_.problem(column, "not is no negation: Sympa ignores the word", "write !");
    if (!cursor_.takes("(")) return no_predicate(column, written);
    if (!read_arguments(cursor_, rule.arguments)) return false;
    const auto known = vocabulary_.find(rule.predicate);
    if (known == vocabulary_.end()) return unknown_predicate(column, written);
    return check_arguments(rule, known->second, column);
  }

  bool no_predicate(int column, const std::string& word) {
    if (word == "include") return cursor_.problem(column, "include is not known to this version");
    if (word.empty())
      return cursor_.problem(
          column, "a rule begins with a predicate, as in is_subscriber([listname],[sender])");
    return cursor_.problem(column, printable(word) + " is no rule: behind a predicate stands (",
                           vocabulary_.contains(word) ? "write " + word + "(...)" : "");
  }

  bool unknown_predicate(int column, const std::string& word) {
    const auto meant = nearest(lower(word), names_of(vocabulary_));
    return cursor_.problem(
        column, printable(word) + " is no predicate",
        meant ? "did you mean " + *meant + "?" : "is the plugin that provides it enabled?");
  }

  bool check_arguments(const Rule& rule, const Arity& arity, int column) {
    const auto count = static_cast<int>(rule.arguments.size());
    if (count < arity.least || count > arity.most)
      return cursor_.problem(column, rule.predicate + " takes " + count_of(arity) +
                                         " arguments, here are " + std::to_string(count));
    for (int i = 0; i < count; ++i) {
      const auto& argument = rule.arguments[static_cast<std::size_t>(i)];
      const bool is_pattern = argument.kind == Argument::Kind::pattern;
      if (is_pattern && !(rule.predicate == "match" && i == 1))
        return cursor_.problem(argument.column,
                               "a regular expression is only the second argument of match");
    }
    if (rule.predicate == "match") return check_match(rule.arguments[1]);
    if (rule.predicate == "equal") return check_equal(rule.arguments[1]);
    return true;
  }

  // A text is a regular expression too, as in Sympa. A variable is not: a stranger would write it.
  bool check_match(const Argument& second) {
    if (second.kind == Argument::Kind::variable)
      return cursor_.problem(second.column, "the second argument of match is a regular expression",
                             "write /.../");
    const auto compiled = Pattern::compile(second.text, "domain.example");
    return compiled ? true : cursor_.problem(second.column, compiled.error().what);
  }

  bool check_equal(const Argument& second) {
    if (second.key.empty() || second.index) return true;
    return cursor_.problem(second.column, "the second argument of equal is one value",
                           "write [" + second.variable + "->" + second.key + "][0]");
  }

  bool read_methods(Rule& rule) {
    for (;;) {
      cursor_.skip_blanks();
      if (cursor_.takes("->")) break;
      if (!read_method(rule)) return false;
      cursor_.skip_blanks();
      if (cursor_.takes(",") || cursor_.sees("->")) continue;
      return cursor_.problem(
          cursor_.column(), cursor_.at_end()
                                ? "-> and an action are missing"
                                : "between two methods stands a comma, and behind the last one ->");
    }
    if (rule.methods.empty()) rule.methods.push_back(Method::smtp);
    return true;
  }

  bool read_method(Rule& rule) {
    const int column = cursor_.column();
    const auto word = cursor_.run_of(word_characters);
    if (word.empty())
      return cursor_.problem(
          column, cursor_.at_end()
                      ? "-> and an action are missing"
                      : "a rule is one predicate, methods, -> and an action; here stands '" +
                            printable(cursor_.rest(), 40) + "'");
    const auto method = method_named(word);
    if (!method) {
      const auto meant = nearest(lower(word), method_words);
      return cursor_.problem(
          column, printable(word) + " is no authentication method",
          meant ? "did you mean " + *meant + "?" : "methods are smtp, dkim, md5, pgp and smime");
    }
    if (std::find(rule.methods.begin(), rule.methods.end(), *method) == rule.methods.end())
      rule.methods.push_back(*method);
    return true;
  }

  Cursor& cursor_;
  const Vocabulary& vocabulary_;
};

// A # behind a blank or at the start begins a comment. Inside quotes and regular expressions it is
// looked at by the reader of arguments; glued to a word it is ambiguous.
std::string_view without_comment(std::string_view line, std::vector<Problem>& problems,
                                 int number) {
  char quote = '\0';
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote) {
      if (c == '\\' && quote == '/') ++i;
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"' || c == '/') {
      quote = c;
    } else if (c == '#') {
      if (i > 0 && line[i - 1] != ' ' && line[i - 1] != '\t')
        problems.push_back({number, static_cast<int>(i) + 1, "a # glued to a word is ambiguous",
                            "put a blank before a comment"});
      return line.substr(0, i);
    }
  }
  return line;
}

// "title T", "title.fr T", "title.gettext T".
bool read_title(std::string_view line, Scenario& scenario) {
  if (!line.starts_with("title")) return false;
  auto rest = line.substr(5);
  std::string language = "default";
  if (rest.starts_with('.')) {
    const auto end = std::min(rest.find_first_of(" \t"), rest.size());
    language = rest.substr(1, end - 1);
    rest.remove_prefix(end);
  }
  if (!rest.empty() && rest[0] != ' ' && rest[0] != '\t') return false;
  scenario.titles[language] = utf8(trim(rest));
  return true;
}

}  // namespace

std::string describe(const std::string& file, const Problem& problem) {
  return file + ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column) + ": " +
         problem.what + (problem.hint.empty() ? "" : "; " + problem.hint);
}

Vocabulary built_in_predicates() {
  return {{"true", {0, 0}}, {"all", {0, 0}}, {"equal", {2, 2}}, {"match", {2, 2}}};
}

std::variant<Scenario, std::vector<Problem>> parse(std::string_view text, std::string name,
                                                   std::string file, const Vocabulary& vocabulary) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  Scenario scenario{std::move(name), std::move(file), {}, {}};
  std::vector<Problem> problems;
  int number = 0;
  for (const auto line : lines(text)) {
    ++number;
    if (trim(line).empty() || trim(line)[0] == '#' || read_title(trim(line), scenario)) continue;
    Cursor cursor(without_comment(line, problems, number), number, problems);
    Rule rule;
    if (RuleReader(cursor, vocabulary).read(rule)) scenario.rules.push_back(std::move(rule));
  }
  if (problems.empty()) return scenario;
  return problems;
}

}  // namespace chancery::scenario
