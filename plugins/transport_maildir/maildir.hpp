// One Maildir a recipient, FOLDER/ADDRESS/{tmp,new,cur}: for the demo, tests and archives. Bytes go
// in as they are, nothing is added. A copy is there whole or not at all, and durable when it is
// reported.
#pragma once

#include <chancery/plugin.hpp>

#include <filesystem>

class Maildir final : public chancery::Transport {
 public:
  explicit Maildir(chancery::Host host)
      : clock_(host.service<chancery_clock>(CHANCERY_SERVICE_CLOCK)) {}
  chancery::Result<void> configure(const chancery::Settings& settings);
  chancery::Result<std::unique_ptr<Session>> open() override;

 private:
  const chancery_clock* clock_;
  std::filesystem::path folder_;
  bool durable_ = true;
};
