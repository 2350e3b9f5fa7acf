// A main function for fuzz targets where there is no libFuzzer: replays the files and folders that
// it is given, then a bounded number of mutations of them, the same ones for the same seed.
//
// The target runs in a child process that first shows each input to its parent. If the child dies,
// the input is written to a file and the way to replay it is printed. It does not look at coverage.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_bytes = 1 << 20;  // of an input
constexpr std::size_t most_mutated = 1 << 14;

// What parent and child both see.
struct Shared {
  std::size_t runs;
  std::size_t size;
  char bytes[most_bytes];
};

struct Options {
  std::uint64_t mutations = 0, seed = 1;
  std::vector<fs::path> paths;
};

Options options_of(const std::vector<std::string_view>& arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const bool more = i + 1 < arguments.size();
    if (arguments[i] == "--mutations" && more)
      options.mutations = std::stoull(std::string(arguments[++i]));
    else if (arguments[i] == "--seed" && more)
      options.seed = std::stoull(std::string(arguments[++i]));
    else
      options.paths.emplace_back(arguments[i]);
  }
  return options;
}

std::string content(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  return bytes.substr(0, most_bytes);
}

std::vector<std::string> inputs_in(const std::vector<fs::path>& paths) {
  std::vector<fs::path> files;
  for (const auto& path : paths) {
    if (!fs::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(path))
      if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> inputs = {""};
  for (const auto& file : files) inputs.push_back(content(file));
  return inputs;
}

class Mutator {
 public:
  Mutator(std::uint64_t seed, const std::vector<std::string>& inputs)
      : random_(seed), inputs_(inputs) {}

  std::string next() {
    auto input = any().substr(0, most_mutated);
    for (auto steps = below(8) + 1; steps > 0; --steps) mutate(input);
    return input.substr(0, most_mutated);
  }

 private:
  std::size_t below(std::size_t end) { return end == 0 ? 0 : random_() % end; }
  const std::string& any() { return inputs_[below(inputs_.size())]; }

  // Some bytes of some input.
  std::string piece() {
    const auto& from = any();
    const auto begin = below(from.size() + 1);
    return from.substr(begin, below(64));
  }

  void mutate(std::string& input) {
    constexpr std::string_view words[] = {
        "\n", "\r\n", "\r",   " ",    "\t",   "--",   ":",      ";",    "=",  "=?",
        "?=", "(",    ")",    "<",    ">",    "\"",   "\\",     ",",    "@",  ".",
        "[",  "]",    "{",    "}",    "%",    "*0=",  "!",      "#",    "->", "/",
        "'",  "''",   "\n\n", "--\n", "\xff", "\x80", "\u00f6", "AAAA",
    };
    const auto at = below(input.size() + 1);
    switch (below(7)) {
      case 0:
        if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << below(8)));
        break;
      case 1: input.insert(at, 1, static_cast<char>(random_())); break;
      case 2: input.erase(at, below(32) + 1); break;
      case 3: input.insert(at, words[below(std::size(words))]); break;
      case 4: input.insert(at, piece()); break;
      case 5: input.insert(at, input.substr(below(input.size() + 1), below(256))); break;
      case 6: input.insert(at, 1, '\0'); break;
    }
  }

  std::mt19937_64 random_;
  const std::vector<std::string>& inputs_;
};

void run(Shared& shared, std::string_view input) {
  std::memcpy(shared.bytes, input.data(), input.size());
  shared.size = input.size();
  ++shared.runs;
  // In memory of its own, so that a sanitizer sees a read beyond its end.
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

[[noreturn]] void run_all(Shared& shared, const Options& options) {
  const auto inputs = inputs_in(options.paths);
  for (const auto& input : inputs) run(shared, input);
  Mutator mutator(options.seed, inputs);
  for (std::uint64_t i = 0; i < options.mutations; ++i) run(shared, mutator.next());
  std::printf("%zu inputs\n", shared.runs);
  std::fflush(stdout);
  std::_Exit(0);
}

int report(const Shared& shared, const char* program) {
  const auto file = "crash-" + fs::path(program).filename().string();
  std::ofstream(file, std::ios::binary)
      .write(shared.bytes, static_cast<std::streamsize>(shared.size));
  std::fprintf(stderr, "input %zu broke it; replay: %s %s\n", shared.runs, program,
               fs::absolute(file).c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = options_of({argv + 1, argv + argc});
  void* memory =
      ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 1;
  auto& shared = *static_cast<Shared*>(memory);
  const pid_t child = ::fork();
  if (child == 0) run_all(shared, options);
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child) return 1;
  return status == 0 ? 0 : report(shared, argv[0]);
}
