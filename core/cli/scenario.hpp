// What the commands of `chancery scenario` share.
#pragma once

#include "cli/command.hpp"

#include "scenario/parser.hpp"

namespace chancery::cli {

// The predicates that are built in and those that the shipped plugins' files declare: no plugin
// runs.
scenario::Vocabulary shipped_vocabulary(const Session& session);

// The first of these folders that has a file of this name. not_found: none has.
Result<scenario::Source> file_in(const std::vector<fs::path>& folders, const std::string& name);
// Where includes of a scenario lie that is in this folder: there, at the site, among those shipped.
std::vector<fs::path> include_folders(const Session& session, const fs::path& folder);

void declare_scenario_check(CLI::App& group, Chosen& chosen);
void declare_scenario_eval(CLI::App& group, Chosen& chosen);

}  // namespace chancery::cli
