#include "cli/prompt.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <termios.h>
#include <unistd.h>

namespace chancery::cli {

namespace {

// Without echo as long as this lives.
class Unseen {
 public:
  Unseen() : changed_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!changed_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(STDIN_FILENO, TCSADRAIN, &quiet) == 0;
  }
  ~Unseen() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
  }
  Unseen(const Unseen&) = delete;
  bool works() const { return changed_; }

 private:
  termios before_{};
  bool changed_;
};

constexpr std::size_t longest_password = 1024;

// Byte by byte, so that no buffer of the library keeps it.
Result<Secret> read_line() {
  std::string line;
  line.reserve(longest_password);
  for (;;) {
    char c = 0;
    const auto got = ::read(STDIN_FILENO, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Err(Code::failed, std::string("reading a password: ") + strerror(errno));
    if (got == 0 || c == '\n') return Secret(std::move(line));
    if (line.size() == longest_password)
      return Err(Code::usage, "reading a password: it is longer than " +
                                  std::to_string(longest_password) + " bytes");
    line += c;
  }
}

}  // namespace

bool can_ask() { return ::isatty(STDIN_FILENO) == 1; }

Result<Secret> ask_password(const std::string& question) {
  const Unseen unseen;
  if (!unseen.works())
    return Err(Code::usage, "reading a password: the terminal would show it",
               "--password-file takes it from a file");
  std::fprintf(stderr, "%s: ", question.c_str());
  auto line = read_line();
  std::fprintf(stderr, "\n");
  return line;
}

Result<Secret> ask_new_password(const std::string& question) {
  for (;;) {
    auto once = ask_password(question);
    if (!once) return once;
    if (once->empty()) return Err(Code::usage, "no password was given");
    const auto again = ask_password(question + ", again");
    if (!again) return again.error();
    if (once->reveal() == again->reveal()) return once;
    std::fprintf(stderr, "These were two different ones.\n");
  }
}

}  // namespace chancery::cli
