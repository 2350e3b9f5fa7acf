// A table of cases beside a scenario file: who posts by which method, and what must come of it.
// scenarios/LANGUAGE.md has the format. The people of a table need no store; nothing else outside
// is reached, so a table says the same everywhere.
#pragma once

#include "scenario/problem.hpp"
#include "scenario/scenario.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace chancery::scenario {

// A rule that no case made fire.
struct Unreached {
  std::string file;  // the scenario's, or an include's
  int line = 0;
  std::string rule;
};

struct CasesReport {
  int cases = 0;      // decided; one for each method and person of a line
  Problems problems;  // lines that cannot be read, and cases that come out otherwise
  std::vector<Unreached> unreached;
};

CasesReport run_cases(const Scenario& scenario, std::string_view table);

}  // namespace chancery::scenario
