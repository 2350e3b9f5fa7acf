// What is wrong with a scenario, and where. All of it is collected before anything is said.
#pragma once

#include <string>
#include <vector>

namespace chancery::scenario {

// 1-based, columns in bytes.
struct Problem {
  int line = 0, column = 0;
  std::string what;
  std::string hint;       // what was probably meant; may be empty
  std::string file = {};  // of an include; empty: the file that was to be read
};
using Problems = std::vector<Problem>;

// "FILE:3:21: smine is no authentication method; did you mean smime?"
std::string describe(const std::string& file, const Problem& problem);

// Past this many, a file is no scenario and the rest of it is not looked at.
inline constexpr std::size_t most_problems = 100;

}  // namespace chancery::scenario
