// One run of a program that reads a message and says little.
#pragma once

#include <chancery/plugin.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

struct Ended {
  int exit = 0;      // 128 + N: by signal N
  std::string said;  // the beginning of its standard output and error
};

// `command`: the program's path and its arguments. It gets `input` on standard input, and nothing
// else of this process but the environment. Killed when it takes longer. Errors, all of them
// try_later: it could not be started, was killed, or its end is not known.
chancery::Result<Ended> run(const std::vector<std::string>& command, std::string_view input,
                            std::chrono::seconds timeout);
