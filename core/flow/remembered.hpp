// What a process that decides many messages keeps between them: scenarios as they were read, and
// answers of filters for as long as each filter says. For one thread.
#pragma once

#include "base/clock.hpp"
#include "scenario/cache.hpp"

#include <map>
#include <optional>
#include <string>

namespace chancery {

class FilterAnswers {
 public:
  // `question`: everything that the answer depends on.
  std::optional<bool> find(const std::string& question, Time now) const;
  void keep(const std::string& question, bool answer, Time until, Time now);

 private:
  struct Answer {
    bool answer;
    Time until;
  };
  std::map<std::string, Answer> answers_;
};

struct Remembered {
  scenario::Cache scenarios;
  FilterAnswers filters;
};

}  // namespace chancery
