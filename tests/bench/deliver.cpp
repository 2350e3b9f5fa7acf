// deliver: the program from exec to exit, all plugins loaded, for a small post to one member, as a
// pipe from a mail server starts it. Beside it the delivery itself: the copy written, synced and
// renamed into a Maildir whose folder is synced; and what starting any program costs.
#include "bench.hpp"
#include "support/house.hpp"

#include <string>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

using namespace chancery;

namespace {

// Runs it with the file as standard input and waits; false: it failed.
bool run(std::vector<std::string> words, const std::string& input) {
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, input.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed =
      posix_spawn(&child, words[0].c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = -1;
  return !failed && ::waitpid(child, &status, 0) == child && status == 0;
}

bool write_copy(const fs::path& folder, const std::string& bytes, int number) {
  const auto name = std::to_string(number);
  const auto temporary = folder / "tmp" / name;
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600);
  bool done = ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
              ::fsync(file) == 0;
  ::close(file);
  done = done && ::rename(temporary.c_str(), (folder / "new" / name).c_str()) == 0;
  const int directory = ::open((folder / "new").c_str(), O_RDONLY | O_DIRECTORY);
  done = done && ::fsync(directory) == 0;
  ::close(directory);
  return done;
}

}  // namespace

void bench_deliver() {
  bench::House house;
  house.add_member("notes", "alice@example.org");
  const auto post = "From: alice@example.org\r\nTo: notes@lists.example.org\r\n\r\nHello.\r\n";
  const auto input = (house.folder.path() / "post").string();
  const auto list = house.list.folder / "list.toml";
  bool ready =
      write_file(input, post).has_value() &&
      write_file(list, list_template(house.list.address, {{"send", "public"}})).has_value();
  for (const auto* folder : {"maildir/tmp", "maildir/new"})
    ready &= make_folder(house.folder.path() / folder).has_value();

  const auto whole = bench::median_ns([&] {
    ready &= run({test::binary(), "--root", house.folder.path(), "deliver", "notes"}, input);
  });
  const auto program = bench::median_ns([&] { ready &= run({"/bin/true"}, input); });
  int number = 0;
  const auto delivery = bench::median_ns(
      [&] { ready &= write_copy(house.folder.path() / "maildir", post, ++number); });
  bench::row("deliver", ready ? "exec to exit, beside the delivery itself" : "FAILED", whole,
             delivery);
  bench::row("deliver", "exec to exit, beside /bin/true", whole, program);
  std::printf("deliver    all but the delivery itself: %.1f ms\n", (whole - delivery) / 1e6);
}
