// What was found wrong with one signature. The worst counts (chancery/status.h has the order), and
// of equals the first.
#pragma once

#include <chancery/status.h>

#include <string>

class Judgement {
 public:
  void add(chancery_status status, std::string reason);
  chancery_status status() const { return status_; }
  const std::string& reason() const { return reason_; }

 private:
  chancery_status status_ = CHANCERY_VALID;
  std::string reason_;
};
