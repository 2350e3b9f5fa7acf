#include "scenario/parser.hpp"

#include "scenario/include_reader.hpp"
#include "scenario/predicates.hpp"
#include "scenario/rule_reader.hpp"
#include "scenario/title_reader.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::scenario {

namespace {

constexpr std::size_t most_rules = 10'000;  // includes of includes could be very many

// One file of a scenario: its own, or one that is included.
struct File {
  const std::string& name;
  bool is_included = false;
};

class Reader {
 public:
  Reader(Scenario& scenario, Problems& problems, const Vocabulary& vocabulary,
         const Company& company)
      : scenario_(scenario), problems_(problems), vocabulary_(vocabulary), company_(company) {}

  void read_all(std::string_view text) {
    if (company_.blocklist) add_blocklist();
    if (company_.header && company_.include) read_header();
    read(text, {scenario_.file, false});
  }

 private:
  void read(std::string_view text, const File& file) {
    if (text.starts_with("\xEF\xBB\xBF")) {
      text.remove_prefix(3);
      if (!begins_with_rule(text))
        problems_.push_back({1, 1, "the file begins with a byte order mark",
                             "save it without: behind one Sympa reads only a rule",
                             file_of_problem(file)});
    }
    int number = 0;
    for (const auto line : lines(text)) {
      read_line(line, ++number, file);
      if (!is_full()) continue;
      const auto what = problems_.size() >= most_problems
                            ? "there is so much wrong here that the rest was not read"
                            : "with all that is included these are too many rules";
      if (!told_full_) problems_.push_back({number, 1, what, "", file_of_problem(file)});
      told_full_ = true;
      return;
    }
  }

  static bool begins_with_rule(std::string_view text) {
    const auto line = trim(text.substr(0, text.find_first_of("\r\n")));
    return !line.empty() && !line.starts_with('#') && !line.starts_with("title") &&
           !line.starts_with("include");
  }
  bool is_full() const {
    return problems_.size() >= most_problems || scenario_.rules.size() > most_rules;
  }
  static std::string file_of_problem(const File& file) {
    return file.is_included ? file.name : std::string();
  }

  void read_line(std::string_view line, int number, const File& file) {
    const auto text = trim(line);
    if (text.empty() || text[0] == '#') return;
    Problems found;
    if (is_title(line))
      read_title(line, number, file.is_included ? nullptr : &scenario_.titles, found);
    else
      read_rule_or_include(line, number, file, found);
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.column < b.column; });
    for (auto& problem : found) {
      if (problems_.size() >= most_problems) return;
      problem.file = file_of_problem(file);
      problems_.push_back(std::move(problem));
    }
  }

  void read_rule_or_include(std::string_view line, int number, const File& file, Problems& found) {
    const auto tokens = lex(line, number, found);
    if (!tokens) return;
    TokenReader reader(line, number, *tokens, found);
    if (is_include(reader)) {
      const int column = reader.column();
      if (const auto name = read_include(reader); name && found.empty())
        take_in(*name, {number, column}, found);
      return;
    }
    auto rule = read_rule(reader, vocabulary_, scenario_.function());
    rule.file = file.name;
    if (found.empty()) scenario_.rules.push_back(std::move(rule));
  }

  struct Place {
    int line, column;
  };

  void take_in(const std::string& name, Place at, Problems& found) {
    if (std::find(open_.begin(), open_.end(), name) != open_.end()) {
      std::string way;
      for (const auto& one : open_) way += one + " includes ";
      found.push_back({at.line, at.column, "include goes in a circle: " + way + name, ""});
      return;
    }
    const auto source = company_.include
                            ? company_.include(name)
                            : Result<Source>(Err(Code::not_found, "there is no include." + name));
    if (!source) {
      found.push_back({at.line, at.column, source.error().what, source.error().hint});
      return;
    }
    const auto rules = scenario_.rules.size(), problems = problems_.size();
    open_.push_back(name);
    read(source->text, {source->file, true});
    open_.pop_back();
    if (scenario_.rules.size() == rules && problems_.size() == problems)
      found.push_back({at.line, at.column, "include." + name + " has no rule",
                       "Sympa rejects everything then; remove the line"});
  }

  // Missing, it is not missed; but one that cannot be read would silently not be asked.
  void read_header() {
    const auto name = std::string(scenario_.function()) + ".header";
    const auto source = company_.include(name);
    if (!source && source.error().code == Code::not_found) return;
    if (!source) return problems_.push_back({1, 1, source.error().what, source.error().hint});
    open_.push_back(name);
    read(source->text, {source->file, true});
    open_.pop_back();
  }

  void add_blocklist() {
    constexpr std::string_view text =
        "search('blocklist.txt',[sender]) smtp,dkim,md5,pgp,smime -> reject,quiet";
    const auto tokens = lex(text, 0, problems_);
    TokenReader reader(text, 0, *tokens, problems_);
    auto rule = read_rule(reader, vocabulary_, {});
    rule.file = "blocklist";
    scenario_.rules.push_back(std::move(rule));
  }

  Scenario& scenario_;
  Problems& problems_;
  const Vocabulary& vocabulary_;
  const Company& company_;
  std::vector<std::string> open_;  // includes that are being read, the outermost first
  bool told_full_ = false;
};

}  // namespace

std::string describe(const std::string& file, const Problem& problem) {
  return (problem.file.empty() ? file : problem.file) + ":" + std::to_string(problem.line) + ":" +
         std::to_string(problem.column) + ": " + problem.what +
         (problem.hint.empty() ? "" : "; " + problem.hint);
}

Vocabulary built_in_predicates() {
  Vocabulary vocabulary;
  for (const auto& predicate : known_predicates())
    if (predicate.holds) vocabulary.emplace(predicate.name, Arity{predicate.least, predicate.most});
  return vocabulary;
}

std::variant<Scenario, std::vector<Problem>> parse(std::string_view text, std::string name,
                                                   std::string file, const Vocabulary& vocabulary,
                                                   const Company& company) {
  Scenario scenario{std::move(name), std::move(file), {}, {}};
  Problems problems;
  Reader(scenario, problems, vocabulary, company).read_all(text);
  if (problems.empty()) return scenario;
  return problems;
}

}  // namespace chancery::scenario
