#include "scenario/parser.hpp"

#include "scenario/predicates.hpp"
#include "scenario/rule_reader.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::scenario {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// "title" and a blank, a dot or nothing behind it.
bool is_title(std::string_view line) {
  constexpr std::string_view word = "title";
  const auto begin = std::min(line.find_first_not_of(" \t"), line.size());
  line.remove_prefix(begin);
  if (!equal_ignoring_case(line.substr(0, word.size()), word)) return false;
  return line.size() == word.size() || line[word.size()] == '.' || is_blank(line[word.size()]);
}

// "title T", "title.fr T", "title.gettext T": shown to people, never decided by.
void read_title(std::string_view line, int number, Scenario& scenario, Problems& problems) {
  auto rest = trim(without_comment(line, number, problems)).substr(5);
  std::string language = "default";
  if (rest.starts_with('.')) {
    const auto end = std::min(rest.find_first_of(" \t"), rest.size());
    language = utf8(rest.substr(1, end - 1));
    rest.remove_prefix(end);
  }
  if (language.empty() || trim(rest).empty()) {
    problems.push_back({number, 1, "a title without a text",
                        "write title TEXT, or title.fr TEXT for one language"});
    return;
  }
  scenario.titles[language] = printable(trim(rest), 1000);
}

class FileReader {
 public:
  FileReader(Scenario& scenario, Problems& problems, const Vocabulary& vocabulary)
      : scenario_(scenario), problems_(problems), vocabulary_(vocabulary) {}

  void read(std::string_view line, int number) {
    const auto text = trim(line);
    if (text.empty() || text[0] == '#') return;
    const auto before = problems_.size();
    if (is_title(line))
      read_title(line, number, scenario_, problems_);
    else
      read_line(line, number);
    std::stable_sort(problems_.begin() + static_cast<std::ptrdiff_t>(before), problems_.end(),
                     [](const auto& a, const auto& b) { return a.column < b.column; });
  }

 private:
  void read_line(std::string_view line, int number) {
    const auto before = problems_.size();
    const auto tokens = lex(line, number, problems_);
    if (!tokens) return;
    TokenReader reader(line, number, *tokens, problems_);
    auto rule = read_rule(reader, vocabulary_);
    if (problems_.size() == before) scenario_.rules.push_back(std::move(rule));
  }

  Scenario& scenario_;
  Problems& problems_;
  const Vocabulary& vocabulary_;
};

}  // namespace

std::string describe(const std::string& file, const Problem& problem) {
  return file + ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column) + ": " +
         problem.what + (problem.hint.empty() ? "" : "; " + problem.hint);
}

Vocabulary built_in_predicates() {
  Vocabulary vocabulary;
  for (const auto& predicate : known_predicates())
    if (predicate.holds) vocabulary.emplace(predicate.name, Arity{predicate.least, predicate.most});
  return vocabulary;
}

std::variant<Scenario, std::vector<Problem>> parse(std::string_view text, std::string name,
                                                   std::string file, const Vocabulary& vocabulary) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  Scenario scenario{std::move(name), std::move(file), {}, {}};
  Problems problems;
  FileReader reader(scenario, problems, vocabulary);
  int number = 0;
  for (const auto line : lines(text)) {
    reader.read(line, ++number);
    if (problems.size() < most_problems) continue;
    problems.push_back({number, 1, "there is so much wrong here that the rest was not read", ""});
    break;
  }
  if (problems.empty()) return scenario;
  return problems;
}

}  // namespace chancery::scenario
