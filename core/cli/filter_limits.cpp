#include "cli/filter_limits.hpp"

#include "flow/filters.hpp"

#include <set>

namespace chancery::cli {

namespace {

std::set<std::string> filters_of(const scenario::Scenario& scenario) {
  std::set<std::string> names;
  for (const auto& rule : scenario.rules)
    if (rule.predicate == "search" && !rule.arguments.empty() &&
        rule.arguments.front().kind == scenario::Argument::Kind::text)
      names.insert(rule.arguments.front().text);
  return names;
}

}  // namespace

std::vector<Error> filter_problems(const scenario::Scenario& scenario, const Settings& settings,
                                   const ListSettings& list, const Plugins& plugins, Store& store) {
  std::vector<Error> problems;
  for (const auto& name : filters_of(scenario))
    if (auto sound = check_filter(name, filter_folders(settings, list), plugins, store); !sound)
      problems.push_back(std::move(sound).error());
  return problems;
}

}  // namespace chancery::cli
