#include "store/holder.hpp"

#include "base/files.hpp"
#include "base/text.hpp"

#include <charconv>

#include <unistd.h>

namespace chancery {
namespace {

// Files of the kernel and of the system; where there is none, an empty text.
std::string first_line(const char* file) {
  const auto text = read_file(file, 4096);
  return text ? std::string(trim(*text)) : std::string();
}

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "";
}

std::string this_machine() {
  const auto id = first_line("/etc/machine-id");
  return id.size() == 32 ? id : "host " + host_name();
}

std::string this_space() {
  std::error_code unknown;
  const auto processes = fs::read_symlink("/proc/self/ns/pid", unknown);
  return first_line("/proc/sys/kernel/random/boot_id") + " " + processes.string();
}

std::string boot_of(const std::string& space) { return space.substr(0, space.find(' ')); }

}  // namespace

// proc(5): field 22 is starttime, field 3 the state. The name in field 2 may hold anything.
Process Process::of(std::int64_t pid) {
  const auto text = read_file("/proc/" + std::to_string(pid) + "/stat", 4096);
  if (!text) return {pid, 0};
  const auto fields = split(std::string_view(*text).substr(text->rfind(')') + 1), ' ');
  constexpr std::size_t state = 1, start = 20;  // after the name and its blank
  if (fields.size() <= start || fields[state] == "Z" || fields[state] == "X") return {pid, 0};
  std::int64_t born = 0;
  std::from_chars(fields[start].data(), fields[start].data() + fields[start].size(), born);
  return {pid, born};
}

Process Process::self() { return of(::getpid()); }

bool Process::alive() const { return pid > 0 && born > 0 && of(pid).born == born; }

Holder Holder::self(const Process& keeper) {
  return {this_machine(), this_space(), Process::self(), keeper};
}

// Another container has another space: its numbers say nothing here.
bool Holder::abandoned(const Holder& asker) const {
  return machine == asker.machine && space == asker.space && !process.alive() && !keeper.alive();
}

bool Holder::before_boot(const Holder& asker) const {
  return machine == asker.machine && boot_of(space) != boot_of(asker.space);
}

}  // namespace chancery
