// The tables beside the shipped scenarios hold, and a table that does not hold says so.
#include "read.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

#include "base/files.hpp"
#include "scenario/cases.hpp"

using namespace test;

namespace {

Scenario shipped(const fs::path& file) {
  auto parsed =
      parse(read_file(file).value(), file.filename().string(), file.string(), vocabulary());
  if (auto* problems = std::get_if<Problems>(&parsed))
    throw std::runtime_error(describe(file.string(), problems->front()));
  return std::get<Scenario>(std::move(parsed));
}

std::vector<fs::path> shipped_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(source_folder() / "scenarios"))
    if (entry.path().extension() != ".md" && entry.path().extension() != ".cases")
      files.push_back(entry.path());
  return files;
}

std::string failures(const std::string& scenario, const std::string& table) {
  std::string all;
  for (const auto& problem : run_cases(good(scenario), table).problems)
    all += describe("", problem).substr(1) + "\n";
  return all;
}

}  // namespace

TEST_CASE("every shipped scenario has a table that holds and reaches every rule") {
  const auto files = shipped_files();
  CHECK(files.size() >= 70);
  for (const auto& file : files) {
    INFO(file);
    const auto table = read_file(file.string() + ".cases");
    REQUIRE(table);
    const auto report = run_cases(shipped(file), *table);
    for (const auto& problem : report.problems) FAIL_CHECK(describe(file.string(), problem));
    CHECK(report.cases > 0);
    CHECK(report.unreached.empty());
  }
}

TEST_CASE("every shipped scenario has titles, and stands on the page with its own") {
  const auto page = read_file(source_folder() / "scenarios/STANDARD.md").value();
  for (const auto& file : shipped_files()) {
    INFO(file);
    const auto scenario = shipped(file);
    CHECK(scenario.titles.contains("default"));
    CHECK(scenario.titles.contains("fr"));
    CHECK_THAT(page, Contains("| [`" + scenario.name + "`](" + scenario.name + ") | " +
                              scenario.titles.at("default") + " |\n"));
    CHECK(read_file(file).value().starts_with("#"));
  }
}

TEST_CASE("a case that comes out otherwise is told with its line") {
  const std::string scenario = "is_owner([listname],[sender]) smime -> do_it\n";
  CHECK(failures(scenario, "smime owner -> do_it\n\n# x\nany stranger -> reject no-rule-match\n") ==
        "");
  CHECK(failures(scenario, "# x\nsmtp,smime owner -> do_it\n") ==
        "2:1: owner by smtp: expected do_it, it is reject no-rule-match\n");
  CHECK_THAT(failures(scenario, "smime stranger -> reject\n"), Contains("no-rule-match"));
  CHECK_THAT(failures("true() smtp -> reject,quiet", "smtp nobody -> reject"),
             Contains("it is reject,quiet"));
}

TEST_CASE("a table has people, fields and a list of its own") {
  CHECK(failures("equal([sender],nobody) smtp -> do_it", "smtp nobody -> do_it") == "");
  CHECK(failures("match([header->Subject],/^\\[task\\] \\(x\\)/) smtp -> do_it",
                 "smtp stranger \"Subject: [task] (x) # y\" -> do_it # comment") == "");
  CHECK(failures("is_subscriber(other,[sender]) smtp -> do_it",
                 "smtp subscriber -> reject no-rule-match") == "");
  CHECK(failures("is_editor([listname],[sender]) smtp -> do_it",
                 "smtp owner -> reject no-rule-match") == "");
  CHECK(failures("is_listmaster([sender]) smtp -> do_it", "smtp listmaster+owner -> do_it") == "");
}

TEST_CASE("a case may be about somebody else than its sender") {
  const std::string about_other = "!equal([sender],[email]) smtp -> owner\n";
  CHECK(failures(about_other,
                 "smtp nobody,stranger,owner -> reject no-rule-match\n"
                 "smtp nobody,stranger for stranger,owner -> owner\n") == "");
  CHECK(failures("is_owner([listname],[email]) smtp -> do_it",
                 "smtp stranger for owner,listmaster -> do_it\n"
                 "smtp owner for stranger,subscriber,nobody -> reject no-rule-match\n"
                 "smtp owner -> do_it\n") == "");
  CHECK(failures("is_owner([listname],[sender]) smtp -> do_it",
                 "smtp owner for stranger -> do_it\n"
                 "smtp stranger for owner -> reject no-rule-match\n") == "");
  CHECK(failures("true() smtp -> do_it", "smtp stranger for owner+editor -> owner\n") ==
        "1:1: stranger for owner+editor by smtp: expected owner, it is do_it\n");
}

TEST_CASE("a case says whom request_auth asks") {
  const std::string scenario = "true() smtp -> request_auth([email])\n";
  CHECK(failures(scenario, "smtp stranger -> request_auth([email])") == "");
  CHECK_THAT(failures(scenario, "smtp stranger -> request_auth"),
             Contains("it is request_auth([email])"));
  CHECK_THAT(failures(scenario, "smtp stranger -> request_auth([sender])"),
             Contains("it is request_auth([email])"));
  CHECK(failures("true() smtp -> request_auth", "smtp stranger -> request_auth") == "");
}

TEST_CASE("rules that no case reaches are named") {
  const auto report =
      run_cases(good("true() md5 -> do_it\n\ntrue() smtp -> reject\n"), "md5 nobody -> do_it\n");
  REQUIRE(report.unreached.size() == 1);
  CHECK(report.unreached[0].line == 3);
  CHECK(report.unreached[0].rule == "true() smtp -> reject");
  CHECK(report.cases == 1);
}

TEST_CASE("a line that is no case is told and decides nothing") {
  const std::string scenario = "true() smtp -> do_it\n";
  for (const auto& [line, why] : std::map<std::string, std::string>{
           {"smtp stranger do_it", "METHODS WHO"},
           {"smtp -> do_it", "METHODS WHO"},
           {"smtp stranger ->", "METHODS WHO"},
           {"smtp stranger -> do_it a b", "METHODS WHO"},
           {"smpt stranger -> do_it", "smpt"},
           {"smtp strager -> do_it", "strager"},
           {"smtp subscriber+nobody -> do_it", "nobody is nobody"},
           {"smtp stranger Subject:x -> do_it", "FIELD"},
           {"smtp stranger \"Subject -> do_it", "METHODS WHO"},
           {"smtp stranger \"Subject x\" -> do_it", "FIELD"},
           {"smtp stranger for -> do_it", "FIELD"},
           {"smtp stranger for strager -> do_it", "strager"},
           {"smtp stranger of subscriber -> do_it", "FIELD"},
           {"smtp stranger for subscriber,x -> do_it", "x is nobody"},
           {"smtp stranger -> dont", "dont"}}) {
    INFO(line);
    CHECK_THAT(failures(scenario, line), Contains("1:1: ") && Contains(why));
    CHECK(run_cases(good(scenario), line).cases == 0);
  }
}

TEST_CASE("a table cannot answer for a predicate of which it knows nothing") {
  auto words = vocabulary();
  words["weather"] = {1, 1};
  const auto scenario =
      std::get<Scenario>(parse("weather([sender]) smtp -> do_it", "n", "f", words));
  const auto report = run_cases(scenario, "smtp stranger -> reject no-rule-match");
  REQUIRE(report.problems.size() == 1);
  CHECK_THAT(report.problems[0].what, Contains("cannot answer"));
}

TEST_CASE("a rule of an include is not taken for the one on the same line of the scenario") {
  Company company;
  company.include = [](const std::string&) -> Result<Source> {
    return Source{"true() md5 -> request_auth([email])\n", "include.part"};
  };
  const auto scenario = std::get<Scenario>(parse("true() smtp -> request_auth\ninclude part\n",
                                                 "send.test", "send.test", vocabulary(), company));
  const auto report = run_cases(scenario, "smtp stranger -> request_auth\n");
  CHECK(report.problems.empty());
  REQUIRE(report.unreached.size() == 1);
  CHECK(report.unreached[0].file == "include.part");
  CHECK(run_cases(scenario, "md5 stranger -> request_auth([email])\n").problems.empty());
}
