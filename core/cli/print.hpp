// How commands print: JSON that is always valid UTF-8, tables, and progress on a terminal.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace chancery::cli {

void print(const std::string& text);
void print_json(const nlohmann::ordered_json& json);
// What a command did: the object under --json, otherwise the sentence.
void tell(bool json, const nlohmann::ordered_json& object, const std::string& sentence);
// Columns as wide as their widest cell; the first row is the heading. Control characters of the
// cells are escaped.
void print_table(const std::vector<std::vector<std::string>>& rows);

// "importing 12000" on standard error, only when that is a terminal; gone when this goes.
class Progress {
 public:
  explicit Progress(std::string what);
  ~Progress();
  Progress(const Progress&) = delete;
  void reach(std::size_t done);  // shown once in a while

 private:
  std::string what_;
  bool terminal_;
  std::size_t shown_ = 0;
};

}  // namespace chancery::cli
