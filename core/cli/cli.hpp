// The command line: one file a command, grouped by what it may touch. Exit codes are sysexits(3).
#pragma once

namespace chancery::cli {

// Parses the arguments, runs the command, prints what went wrong, returns the exit code.
int run(int argc, char** argv);

}  // namespace chancery::cli
