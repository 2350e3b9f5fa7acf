// Where scenario files lie: the first folder that has `<function>.<name>` wins, and the same
// folders have its includes.
#pragma once

#include "scenario/parser.hpp"
#include "scenario/stamp.hpp"

#include "base/files.hpp"

#include <chancery/result.hpp>

#include <string>
#include <vector>

namespace chancery::scenario {

// Whom the site turns away at once: for these functions blocklist.txt is asked before every rule,
// where one of these folders has such a file.
struct Blocklist {
  std::vector<std::string> functions;
  std::vector<fs::path> folders;
};

class Library {
 public:
  // Folders in the order of looking: the list's, the domain's, the site's, the shipped one.
  Library(std::vector<fs::path> folders, Vocabulary vocabulary, Blocklist blocklist = {});

  // `function` "send", `name` "private_smime". A name is [-.\w]+. Missing: not_found, naming the
  // folders. Unreadable or wrong: misconfigured, with every problem in `what`.
  Result<Scenario> load(const std::string& function, const std::string& name) const;
  // The same, and into `stamps` every file that took part, or would have, were it there.
  Result<Scenario> load(const std::string& function, const std::string& name,
                        std::vector<Stamp>& stamps) const;

  const std::vector<fs::path>& folders() const { return folders_; }

 private:
  Result<Source> find(const std::string& file_name, std::vector<Stamp>& stamps) const;
  bool has_blocklist(const std::string& function, std::vector<Stamp>& stamps) const;

  std::vector<fs::path> folders_;
  Vocabulary vocabulary_;
  Blocklist blocklist_;
};

}  // namespace chancery::scenario
