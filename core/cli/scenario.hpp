// Commands about scenario files, one file a verb, and what they share. None of them needs a site.
#pragma once

#include "cli/command.hpp"

#include "scenario/parser.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <variant>

namespace chancery::cli {

void declare_scenario_check(CLI::App& group, Chosen& chosen);
void declare_scenario_eval(CLI::App& group, Chosen& chosen);
void declare_scenario_test(CLI::App& group, Chosen& chosen);
void declare_scenario_prove(CLI::App& group, Chosen& chosen);

// scenario check --sympa.
Result<int> compare_with_sympa(const Session& session, const std::vector<std::string>& files);

// The predicates that are built in and those that the shipped plugins' files declare: no plugin
// runs.
scenario::Vocabulary shipped_vocabulary(const Session& session);

// The first of these folders that has a file of this name. not_found: none has.
Result<scenario::Source> file_in(const std::vector<fs::path>& folders, const std::string& name);
// Where includes of a scenario lie that is in this folder: there, at the site, among those shipped.
std::vector<fs::path> include_folders(const Session& session, const fs::path& folder);

// A scenario with its includes, or all that is wrong with it. A file that cannot be read is
// unusable; "-" is standard input.
using Parsed = std::variant<scenario::Scenario, scenario::Problems>;
Parsed parse_scenario(const Session& session, const std::string& text, const std::string& file,
                      const scenario::Vocabulary& vocabulary);
Result<Parsed> read_scenario(const Session& session, const std::string& file,
                             const scenario::Vocabulary& vocabulary);

nlohmann::ordered_json problem_json(const std::string& file, const scenario::Problem& problem);
// A line each, or a JSON array.
void tell_problems(const Session& session, const std::string& file,
                   const scenario::Problems& problems);

}  // namespace chancery::cli
