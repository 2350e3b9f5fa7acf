#include "scenario/title_reader.hpp"

#include "scenario/lexer.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::scenario {

namespace {

constexpr std::string_view word = "title";
bool is_blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

bool is_title(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  if (!equal_ignoring_case(line.substr(0, word.size()), word)) return false;
  return line.size() == word.size() || line[word.size()] == '.' || is_blank(line[word.size()]);
}

void read_title(std::string_view line, int number, Titles* titles, Problems& problems) {
  auto rest = trim(without_comment(line, number, problems)).substr(word.size());
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
  if (titles) (*titles)[language] = printable(trim(rest), 1000);
}

}  // namespace chancery::scenario
