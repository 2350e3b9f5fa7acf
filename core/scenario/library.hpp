// Where scenario files lie: the first folder that has `<function>.<name>` wins.
#pragma once

#include "scenario/parser.hpp"

#include "base/files.hpp"

#include <chancery/result.hpp>

#include <string>
#include <vector>

namespace chancery::scenario {

class Library {
 public:
  // Folders in the order of looking: the list's, the domain's, the site's, the shipped one.
  Library(std::vector<fs::path> folders, Vocabulary vocabulary);

  // `function` "send", `name` "private_smime". A name is [-.\w]+. Missing: not_found, naming the
  // folders. Unreadable or wrong: misconfigured, with every problem in `what`.
  Result<Scenario> load(const std::string& function, const std::string& name) const;

 private:
  std::vector<fs::path> folders_;
  Vocabulary vocabulary_;
};

}  // namespace chancery::scenario
