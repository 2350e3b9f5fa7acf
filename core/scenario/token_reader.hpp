// The tokens of one line, read one after the other, and the problems found so far.
#pragma once

#include "scenario/lexer.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace chancery::scenario {

class TokenReader {
 public:
  TokenReader(std::string_view line, int number, const std::vector<Token>& tokens,
              Problems& problems)
      : line_(line), number_(number), tokens_(tokens), problems_(problems) {}

  const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  bool sees(Token::Kind kind) const { return peek().is(kind); }
  bool takes(Token::Kind kind) {
    if (!sees(kind)) return false;
    next();
    return true;
  }
  const Token& next() {
    const Token& token = peek();
    if (at_ + 1 < tokens_.size()) ++at_;
    return token;
  }
  int line() const { return number_; }
  // The column behind the token that was taken last.
  int end_of_last() const {
    if (at_ == 0) return 1;
    const Token& last = tokens_[at_ - 1];
    return last.column + static_cast<int>(last.written.size());
  }
  int column() const { return peek().column; }
  // What stands from this column, or from here, to the end or to `end`; without outer blanks.
  std::string_view text(int from, int end) const {
    const auto begin = static_cast<std::size_t>(from - 1);
    auto piece = line_.substr(begin, static_cast<std::size_t>(end - from));
    while (piece.ends_with(' ') || piece.ends_with('\t')) piece.remove_suffix(1);
    return piece;
  }
  std::string_view rest() const { return text(column(), tokens_.back().column); }

  // Always false, so that a reader can say what is wrong and give up in one line.
  bool problem(int column, std::string what, std::string hint = {}) {
    problems_.push_back({number_, column, std::move(what), std::move(hint)});
    return false;
  }
  // For what is wrong but does not keep the rest of the line from being read.
  void note(int column, std::string what, std::string hint = {}) {
    problem(column, std::move(what), std::move(hint));
  }

 private:
  std::string_view line_;
  int number_;
  const std::vector<Token>& tokens_;
  Problems& problems_;
  std::size_t at_ = 0;
};

}  // namespace chancery::scenario
