// Speaks LMTP on sockets that somebody else opened, with many clients at once, on one thread; what
// waits for the disk waits on others. Keeps messages durably, and does nothing else with them:
// nothing is parsed here, and no plugin runs.
#pragma once

#include "base/log.hpp"
#include "service/lmtp_dialogue.hpp"

#include <memory>

namespace chancery {

class Receiver {
 public:
  // `listeners`: bound and listening; taken over. What is in `around` outlives this, as `log` does.
  Receiver(lmtp::Surroundings around, std::vector<int> listeners, Log& log);
  ~Receiver();
  Receiver(const Receiver&) = delete;

  // Returns after stop(): accepts no more, tells idle clients (421), lets the others finish their
  // message for up to `grace`. `accepting` is called once it accepts.
  void run(std::chrono::seconds grace, const std::function<void()>& accepting);
  void stop_on(int signal);  // before run()

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace chancery
