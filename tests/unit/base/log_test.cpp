// The lines of the log: one an event, whatever the values say.
#include "base/log.hpp"
#include "support/catch.hpp"

#include <unistd.h>

#include <cstdio>

using namespace chancery;

namespace {

class Collected final : public Log {
 public:
  std::vector<std::string> lines;

 private:
  void line(Severity, const std::string& text) override { lines.push_back(text); }
};

// What reaches standard error while `run` runs.
template <class Run>
std::string standard_error_of(Run run) {
  std::FILE* file = std::tmpfile();
  std::fflush(stderr);
  const int before = ::dup(STDERR_FILENO);
  ::dup2(::fileno(file), STDERR_FILENO);
  run();
  std::fflush(stderr);
  ::dup2(before, STDERR_FILENO);
  ::close(before);
  std::string text;
  std::rewind(file);
  for (int c; (c = std::fgetc(file)) != EOF;) text += static_cast<char>(c);
  std::fclose(file);
  return text;
}

}  // namespace

TEST_CASE("a line of the log is an event and its fields") {
  Collected log;
  log.write(Severity::info, "verify", {{"id", "<1@x>"}, {"status", "valid"}});
  CHECK(log.lines == std::vector<std::string>{"verify id=<1@x> status=valid"});
}

TEST_CASE("a value cannot begin a line or a field") {
  Collected log;
  log.write(Severity::info, "e",
            {{"a", "x\ny: z"},
             {"b", "x status=valid"},
             {"c", ""},
             {"d", "\"q\" \\"},
             {"e", "\xff"},
             {"f", "\x1b[2J"}});
  CHECK(log.lines[0] ==
        "e a=\"x\\\\x0ay: z\" b=\"x status=valid\" c=\"\" d=\"\\\"q\\\" \\\\\" e=\ufffd "
        "f=\\x1b[2J");
}

TEST_CASE("a value is cut, not dropped") {
  Collected log;
  log.write(Severity::info, "e", {{"a", std::string(5000, 'x')}});
  CHECK(log.lines[0].size() < 1100);
  CHECK(log.lines[0].ends_with("..."));
}

TEST_CASE("standard error gets the severity in words and no time") {
  const auto text = standard_error_of([] {
    StderrLog log;
    log.write(Severity::info, "verify", {{"status", "valid"}});
    log.write(Severity::warning, "check", {});
    log.write(Severity::error, "deliver", {{"why", "disk full"}});
  });
  CHECK(text ==
        "chancery: verify status=valid\nchancery: warning: check\n"
        "chancery: error: deliver why=\"disk full\"\n");
}

TEST_CASE("lines below the least severity are dropped") {
  const auto text = standard_error_of([] {
    StderrLog log(Severity::warning);
    log.write(Severity::info, "one", {});
    log.write(Severity::warning, "two", {});
  });
  CHECK(text == "chancery: warning: two\n");
}
