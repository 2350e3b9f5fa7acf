// Where the messages of a queue lie, whose clock it keeps, and how those who wait are woken: what
// differs between queues whose rows are the same. A seam below the queue: files of one machine, or
// rows that several share.
#pragma once

#include <chancery/result.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace chancery {

class Bodies {
 public:
  virtual ~Bodies() = default;

  // By several machines, of which two may look like one.
  virtual bool shared() const = 0;
  // In seconds: what pauses and leases are counted by.
  virtual std::int64_t now() const = 0;
  // Gives rows to what has come in: as much as is reasonable at once, or all of it.
  virtual Result<void> take_in() = 0;
  virtual Result<void> take_in_all() = 0;
  virtual Result<std::string> message(const std::string& entry) = 0;
  // After the commit that left the entry without jobs.
  virtual Result<void> forget(const std::string& entry) = 0;
  // What of forgetting waits for a good moment. `idle`: there is no better one.
  virtual Result<void> tidy(bool idle) = 0;
  virtual Result<void> repair() = 0;

  // Wakes those who wait(); lost on nobody, who all look by themselves after a while.
  virtual void ring() = 0;
  virtual void wait(std::chrono::milliseconds most) = 0;
};

}  // namespace chancery
