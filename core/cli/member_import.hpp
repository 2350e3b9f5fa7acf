// member import LIST FILE.csv: all rows or, with --skip-bad, all good ones, in one transaction.
#pragma once

#include "cli/command.hpp"

namespace chancery::cli {

void declare_member_import(CLI::App& group, Chosen& chosen);

}  // namespace chancery::cli
