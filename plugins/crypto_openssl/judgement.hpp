// Everything that was found wrong with one signature, of which the worst news counts.
#pragma once

#include <chancery/status.h>

#include <string>

// valid until something is found. Of equal findings the first is told.
class Judgement {
 public:
  void add(chancery_status status, std::string reason);
  chancery_status status() const { return status_; }
  // As bad as that, or worse.
  bool is_at_least(chancery_status status) const;
  const std::string& reason() const { return reason_; }

 private:
  chancery_status status_ = CHANCERY_VALID;
  std::string reason_;
};
