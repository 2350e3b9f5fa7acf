#include "run.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

namespace e2e {

namespace {

// The three streams are files: a pipe would have to be fed and drained at once.
int start_and_wait(const Words& command, const fs::path& folder) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const auto file = [&](int fd, const char* name, int flags) {
    posix_spawn_file_actions_addopen(&actions, fd, (folder / name).c_str(), flags, 0600);
  };
  file(0, "in", O_RDONLY);
  file(1, "out", O_WRONLY | O_CREAT);
  file(2, "err", O_WRONLY | O_CREAT);
  std::vector<char*> argv;
  for (const auto& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed) throw std::runtime_error("cannot run " + command[0]);
  int status = 0;
  if (waitpid(child, &status, 0) != child) throw std::runtime_error("lost " + command[0]);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Ran run(const Words& command, std::string_view input) {
  const test::TemporaryFolder folder;
  write(folder.path() / "in", input);
  const int exit = start_and_wait(command, folder.path());
  return {exit, read(folder.path() / "out"), read(folder.path() / "err")};
}

Ran bash(const std::string& script, const Words& arguments, std::string_view input) {
  Words command = {"bash", "-c", script, "bash"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run(command, input);
}

bool has_terminals() {
  const bool there = run({"script", "-qec", "true", "/dev/null"}).exit == 0;
  if (!there) WARN("not tried: there are no pseudo-terminals here");
  return there;
}

std::string read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + file.string());
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const fs::path& file, std::string_view content) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream.write(content.data(), static_cast<std::streamsize>(content.size()));
  if (!stream.flush()) throw std::runtime_error("cannot write " + file.string());
}

}  // namespace e2e
