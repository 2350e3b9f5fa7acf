// Copies leave by `sendmail -i -f SENDER -- RECIPIENT...`, one run a copy, as every Unix mail
// server has it. No shell is asked, and what the program exits with (sysexits.h) is the outcome.
#pragma once

#include <chancery/plugin.hpp>

#include <chrono>
#include <string>

class Sendmail final : public chancery::Transport {
 public:
  explicit Sendmail(chancery::Host) {}
  chancery::Result<void> configure(const chancery::Settings& settings);
  chancery::Result<std::unique_ptr<Session>> open() override;

 private:
  std::string program_;
  std::chrono::seconds timeout_{};
};
