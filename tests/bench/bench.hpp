// What the benchmarks share: a median of runs, and rows that put our cost beside the bare cost of
// the same work in the same run. Figures are for reading; nothing here passes or fails.
//
// A file NAME.cpp of this folder defines `void bench_NAME()`; main.cpp calls all of them.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string_view>
#include <vector>

namespace bench {

// Keeps the compiler from dropping what computes `value`.
template <class T>
void keep(const T& value) {
  asm volatile("" : : "g"(&value) : "memory");
}

// Nanoseconds of one call: the median over runs of some milliseconds, a quarter of a second in all.
template <class F>
double median_ns(F&& f) {
  using Clock = std::chrono::steady_clock;
  const auto time = [&](long calls) {
    const auto begin = Clock::now();
    for (long i = 0; i < calls; ++i) f();
    return std::chrono::duration<double, std::nano>(Clock::now() - begin).count();
  };
  long calls = 1;
  while (time(calls) < 2e6 && calls < 1'000'000'000) calls *= 2;
  std::vector<double> runs;
  for (double total = 0; runs.size() < 5 || (total < 250e6 && runs.size() < 1001);) {
    runs.push_back(time(calls));
    total += runs.back();
  }
  const auto middle = runs.begin() + static_cast<std::ptrdiff_t>(runs.size() / 2);
  std::nth_element(runs.begin(), middle, runs.end());
  return *middle / static_cast<double>(calls);
}

inline void headings() {
  std::printf("%-10s %-44s %12s %12s %8s\n", "stage", "what", "ours/us", "bare/us", "ratio");
}

inline void row(std::string_view stage, std::string_view what, double ours_ns, double bare_ns) {
  std::printf("%-10.*s %-44.*s %12.3f %12.3f %8.2f\n", static_cast<int>(stage.size()), stage.data(),
              static_cast<int>(what.size()), what.data(), ours_ns / 1e3, bare_ns / 1e3,
              ours_ns / bare_ns);
  std::fflush(stdout);
}

// How often in a second, beside what is promised.
inline void rate(std::string_view stage, std::string_view what, double ours_ns, double promised) {
  std::printf("%-10.*s %-44.*s %12.2f %12.2f million a second, promised\n",
              static_cast<int>(stage.size()), stage.data(), static_cast<int>(what.size()),
              what.data(), 1e3 / ours_ns, promised / 1e6);
  std::fflush(stdout);
}

}  // namespace bench
