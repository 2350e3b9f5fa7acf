// Runs programs as a shell or a mail server would: arguments, standard input, exit code, output.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace e2e {

namespace fs = std::filesystem;

struct Ran {
  int exit = -1;  // 128 + N: ended by signal N
  std::string out, err;
};

using Words = std::vector<std::string>;

// Finds the program in PATH. `input` is its whole standard input.
Ran run(const Words& command, std::string_view input = {});
// A line of bash; $1... are `arguments`.
Ran bash(const std::string& script, const Words& arguments = {}, std::string_view input = {});

// False in a bare container: then what needs a terminal cannot be tried, and says so.
bool has_terminals();

std::string read(const fs::path& file);
void write(const fs::path& file, std::string_view content);

}  // namespace e2e
