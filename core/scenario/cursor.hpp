// A place in one line of a scenario, and the problems found so far. Columns count bytes from 1.
#pragma once

#include "scenario/parser.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chancery::scenario {

class Cursor {
 public:
  Cursor(std::string_view line, int number, std::vector<Problem>& problems)
      : line_(line), number_(number), problems_(problems) {}

  bool at_end() const { return at_ >= line_.size(); }
  char peek() const { return at_end() ? '\0' : line_[at_]; }
  bool sees(std::string_view text) const { return line_.substr(at_).starts_with(text); }
  bool takes(std::string_view text) {
    if (!sees(text)) return false;
    at_ += text.size();
    return true;
  }
  void skip_blanks() {
    while (!at_end() && (line_[at_] == ' ' || line_[at_] == '\t')) ++at_;
  }
  // The longest run of these characters from here.
  std::string_view run_of(std::string_view characters) {
    const auto end = std::min(line_.find_first_not_of(characters, at_), line_.size());
    return line_.substr(std::exchange(at_, end), end - at_);
  }
  std::string_view rest() const { return line_.substr(at_); }
  void advance(std::size_t count) { at_ = std::min(at_ + count, line_.size()); }
  std::size_t position() const { return at_; }
  int column() const { return static_cast<int>(at_) + 1; }
  int line() const { return number_; }

  // Always false, so that a reader can say what is wrong and give up in one line.
  bool problem(int column, std::string what, std::string hint = {}) {
    problems_.push_back({number_, column, std::move(what), std::move(hint)});
    return false;
  }

 private:
  std::string_view line_;
  int number_;
  std::vector<Problem>& problems_;
  std::size_t at_ = 0;
};

inline constexpr std::string_view word_characters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";

}  // namespace chancery::scenario
