#include "cli/print.hpp"

#include "base/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>

#include <unistd.h>

namespace chancery::cli {

void print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void print_json(const nlohmann::ordered_json& json) {
  print(json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
}

void tell(bool json, const nlohmann::ordered_json& object, const std::string& sentence) {
  if (json)
    print_json(object);
  else
    print(sentence + "\n");
}

void print_table(const std::vector<std::vector<std::string>>& raw) {
  auto rows = raw;
  for (auto& row : rows)
    for (auto& cell : row) cell = printable(cell, cell.size());
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - row[i].size() + 2, ' ');
    }
    print(line + "\n");
  }
}

Progress::Progress(std::string what)
    : what_(std::move(what)), terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (terminal_) std::fprintf(stderr, "\r\033[K");
}

void Progress::reach(std::size_t done) {
  if (!terminal_ || done < shown_ + 1000) return;
  shown_ = done;
  std::fprintf(stderr, "\r%s %zu", what_.c_str(), done);
}

}  // namespace chancery::cli
