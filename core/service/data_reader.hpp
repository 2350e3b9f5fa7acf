// The content of DATA (RFC 5321 section 4.1.1.4): where it ends, and without the dots that were
// put in.
//
// It ends at CRLF . CRLF and nowhere else. A CR or LF that stands alone ends no line (section
// 2.3.8); it is noted, and such a message is refused: servers that disagree about what a line is
// can be made to see two messages where we see one ("SMTP smuggling").
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chancery {

class DataReader {
 public:
  // Appends content to `out`; how many bytes it took. Takes nothing after the end.
  std::size_t take(std::string_view input, std::string& out);
  bool ended() const { return state_ == State::ended; }
  bool saw_bare() const { return bare_; }  // a CR or LF alone

 private:
  enum class State { line_start, in_line, after_cr, after_dot, after_dot_cr, ended };
  void step(char c, std::string& out);
  void in_line(char c, std::string& out);

  State state_ = State::line_start;
  bool bare_ = false;
};

}  // namespace chancery
