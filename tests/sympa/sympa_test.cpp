// What Sympa 6.2.70 reads and answered, beside what we read and answer: the same, or the difference
// that stands in the table of scenarios/LANGUAGE.md.
#include "run.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <set>
#include <sstream>

using Catch::Matchers::Contains;
using e2e::run;

namespace {

using Json = nlohmann::ordered_json;

std::vector<Json> lines_of(const std::string& text) {
  std::vector<Json> all;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    if (!line.empty()) all.push_back(Json::parse(line));
  return all;
}

std::string case_file(const std::string& name) {
  return (test::fs::path(SYMPA_CASES) / name).string();
}

// Ours, one a case in their order.
std::vector<Json> answers(const std::string& cases) {
  const auto ran = run({test::binary().string(), "scenario", "eval", "--cases", case_file(cases),
                        "--scenarios", SYMPA_SCENARIOS});
  INFO(ran.err);
  REQUIRE(ran.exit == 0);
  return lines_of(ran.out);
}

// "reject,quiet reason tt2=name"
std::string decision(const Json& answer) {
  auto text = answer["action"].get<std::string>();
  text.erase(text.find_last_not_of(' ') + 1);
  if (answer.contains("reason") && answer["reason"].is_string())
    text += " " + answer["reason"].get<std::string>();
  if (answer.contains("tt2")) text += " tt2=" + answer["tt2"].get<std::string>();
  return text;
}

std::map<std::string, std::string> theirs(const std::string& file) {
  std::map<std::string, std::string> all;
  for (const auto& answer : lines_of(e2e::read(case_file(file))))
    all[answer["id"].get<std::string>()] = decision(answer);
  return all;
}

struct Row {
  std::string sympa, here;
};

std::vector<std::string> cells_of(std::string line) {
  std::vector<std::string> cells;
  line.erase(0, 2);
  for (std::size_t end; (end = line.find(" |")) != std::string::npos; line.erase(0, end + 3)) {
    cells.push_back(line.substr(0, end));
    if (end + 3 > line.size()) break;
  }
  return cells;
}

// The table of corner cases, by case.
std::map<std::string, Row> table() {
  const auto page = e2e::read(test::source_folder() / "scenarios/LANGUAGE.md");
  const auto begin = page.find("| case | Sympa | here |");
  REQUIRE(begin != std::string::npos);
  std::map<std::string, Row> rows;
  std::istringstream stream(page.substr(begin));
  std::string line;
  std::getline(stream, line);
  std::getline(stream, line);
  while (std::getline(stream, line) && line.starts_with("| ")) {
    const auto cells = cells_of(line);
    INFO(line);
    REQUIRE(cells.size() == 4);
    CHECK_FALSE(cells[3].empty());  // the reason
    CHECK(rows.emplace(cells[0], Row{cells[1], cells[2]}).second);
  }
  return rows;
}

void compare(const Json& ours, const std::string& sympa, const std::optional<Row>& row) {
  constexpr std::string_view refused = "refused: ";
  if (!row) {
    REQUIRE_FALSE(ours.contains("error"));
    CHECK(decision(ours) == sympa);
    return;
  }
  CHECK(row->sympa == sympa);
  if (!row->here.starts_with(refused)) {
    REQUIRE_FALSE(ours.contains("error"));
    CHECK(decision(ours) == row->here);
    CHECK(row->here != sympa);
    return;
  }
  REQUIRE(ours.contains("error"));
  const auto& error = ours["error"];
  CHECK_THAT(error["what"].get<std::string>() + "; " + error.value("hint", ""),
             Contains(row->here.substr(refused.size())));
  CHECK((error["line"].is_number() && error["column"].is_number()));
}

}  // namespace

TEST_CASE("every scenario file that Sympa ships is read", "[files]") {
  std::size_t count = 0;
  for (const auto& entry : test::fs::directory_iterator(SYMPA_SCENARIOS)) {
    const auto ran = run({test::binary().string(), "scenario", "check", entry.path().string()});
    INFO(ran.out << ran.err);
    CHECK(ran.exit == 0);
    ++count;
  }
  CHECK(count == 110);
}

TEST_CASE("the scenario files of Sympa decide as in Sympa", "[decisions]") {
  const auto sympa = theirs("shipped.sympa-6.2.70.jsonl");
  const auto ours = answers("shipped.cases.jsonl");
  CHECK(ours.size() == sympa.size());
  CHECK(ours.size() >= 1140);
  for (const auto& answer : ours) {
    INFO(answer.dump());
    compare(answer, sympa.at(answer["id"].get<std::string>()), std::nullopt);
  }
}

TEST_CASE("the corners of the language decide as in Sympa or as the table says", "[corners]") {
  const auto sympa = theirs("edge.sympa-6.2.70.jsonl");
  const auto ours = answers("edge.cases.jsonl");
  auto rows = table();
  CHECK(ours.size() == sympa.size());
  for (const auto& answer : ours) {
    INFO(answer.dump());
    const auto id = answer["id"].get<std::string>();
    const auto row = rows.find(id);
    compare(answer, sympa.at(id), row == rows.end() ? std::nullopt : std::optional(row->second));
    if (row != rows.end()) rows.erase(row);
  }
  for (const auto& [id, row] : rows) FAIL_CHECK("no case is called " + id);
}
