// Keeps receivers and workers running: starts them, restarts them for ever, ends those that hang or
// grow, replaces them on a reload that was checked first, and says of which message a worker died.
//
// One process with one thread that reads no mail and loads no plugin, so that nothing a message
// does can reach it. Its children die with it.
#pragma once

#include "base/log.hpp"
#include "store/holder.hpp"

#include <chancery/result.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

namespace chancery {

// What a child says of itself, in memory that it shares with the supervisor.
struct Vitals {
  std::atomic<std::int64_t> busy_since{0};  // steady clock, milliseconds; 0: it is idle
  std::atomic<std::uint64_t> done{0};       // jobs, or messages taken in

  void busy();  // something was got on with
  void idle() { busy_since = 0; }
};

// What a child is given. `accepting`: to be called once it does its work.
struct Child {
  Vitals& vitals;
  Process supervisor;
  std::function<void()> accepting;
};

struct ServicePlan {
  std::size_t receivers = 1, workers = 1, renewers = 0;
  std::chrono::seconds deadline{600}, grace{30};
  std::uint64_t memory_bytes = 0;  // of a worker; 0: any
};

// The work, done in children; all return exit codes. What they need they open themselves.
class Crew {
 public:
  virtual ~Crew() = default;
  virtual int receive(const Child& child) = 0;
  virtual int work(const Child& child) = 0;
  // Renews what the workers have claimed of a queue that other machines share, so that a worker
  // that is slow is not taken for a machine that is gone. A process of its own: the database may
  // keep it waiting, and a worker and the supervisor have other things to do.
  virtual int renew(const Child& child) = 0;
  // Whether the configuration as it is now would do.
  virtual int check() = 0;

  // In the supervisor: after a check that was good. Settles what the next children get.
  virtual ServicePlan plan() = 0;
  // Frees what the worker held; `alone`: it died of its work.
  virtual Result<void> died(const Process& worker, bool alone) = 0;
  virtual void ready() = 0;
  virtual void state(const std::string& text) = 0;  // for `status`
};

class Supervisor {
 public:
  Supervisor(Crew& crew, const ServicePlan& plan, Log& log);
  ~Supervisor();
  // Until SIGTERM or SIGINT; SIGHUP reloads.
  void run();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace chancery
