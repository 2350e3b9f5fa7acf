#include "service/data_reader.hpp"

#include <algorithm>

namespace chancery {

// Most of a message is the middle of lines: that is taken in one piece.
std::size_t DataReader::take(std::string_view input, std::string& out) {
  std::size_t at = 0;
  while (at < input.size() && !ended()) {
    if (state_ == State::in_line) {
      const auto end = std::min(input.find_first_of("\r\n", at), input.size());
      out.append(input, at, end - at);
      at = end;
      if (at == input.size()) break;
    }
    step(input[at++], out);
  }
  return at;
}

void DataReader::step(char c, std::string& out) {
  switch (state_) {
    case State::line_start:
      if (c == '.')
        state_ = State::after_dot;
      else
        in_line(c, out);
      return;
    case State::in_line: in_line(c, out); return;
    case State::after_cr:
      if (c == '\n') {
        out += "\r\n";
        state_ = State::line_start;
        return;
      }
      bare_ = true;
      out += '\r';
      in_line(c, out);
      return;
    case State::after_dot:  // the dot is not content, whatever follows
      if (c == '\r')
        state_ = State::after_dot_cr;
      else
        in_line(c, out);
      return;
    case State::after_dot_cr:
      if (c == '\n') {
        state_ = State::ended;
        return;
      }
      bare_ = true;
      out += '\r';
      in_line(c, out);
      return;
    case State::ended: return;
  }
}

void DataReader::in_line(char c, std::string& out) {
  state_ = State::in_line;
  if (c == '\r') {
    state_ = State::after_cr;
    return;
  }
  bare_ = bare_ || c == '\n';
  out += c;
}

}  // namespace chancery
