// Runs every benchmark of this folder, or those that are named.
#include "bench.hpp"

#include <algorithm>
#include <cstdio>
#include <span>
#include <string_view>

#define BENCH(name) void bench_##name();
#include "benches.inc"
#undef BENCH

namespace {

struct Bench {
  std::string_view name;
  void (*run)();
};

constexpr Bench benches[] = {
#define BENCH(name) {#name, &bench_##name},
#include "benches.inc"
#undef BENCH
};

bool is_wanted(std::span<char*> names, std::string_view name) {
  if (names.empty()) return true;
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

int main(int argc, char** argv) {
  const std::span names(argv + 1, static_cast<std::size_t>(argc - 1));
#ifndef NDEBUG
  std::printf("not a release build: the figures say nothing\n");
#endif
  bench::headings();
  for (const auto& [name, run] : benches)
    if (is_wanted(names, name)) run();
}
