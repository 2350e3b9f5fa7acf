// What a scenario file did in Sympa 6.2.70, what it does here, and why that is not the same: for
// whoever brings files along. scenarios/LANGUAGE.md has the table.
#pragma once

#include "scenario/problem.hpp"
#include "scenario/scenario.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chancery::scenario {

struct Difference {
  int line = 0;
  std::string written;           // as in the file
  std::string sympa;             // "reads true() smtp -> do_it"
  std::string here;              // "is refused: smine is no authentication method"
  std::vector<std::string> why;  // what Sympa makes of it, piece by piece
};

struct Compatibility {
  std::string sympa, here;  // of the file as a whole
  std::vector<Difference> differences;
  // Of lines that are read alike and still may come to something else.
  std::vector<std::string> notes;
};

// `ours` is what parse() made of the same text. Whether the files that it includes are there is not
// looked at.
Compatibility compare_with_sympa(std::string_view text,
                                 const std::variant<Scenario, Problems>& ours);

}  // namespace chancery::scenario
