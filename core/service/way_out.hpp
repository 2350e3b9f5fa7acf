// The transport, with one session that many messages leave by. A session that could not be opened
// says nothing about a recipient: it is the work that waits then.
#pragma once

#include "flow/stages.hpp"

namespace chancery {

class WayOut {
 public:
  explicit WayOut(const TransportPlugin& transport) : transport_(transport) {}

  // Once a piece of work, before it sends: an Error is no reason to try for every recipient.
  Result<void> open();
  std::vector<DeliveryResult> send(const OutgoingCopy& copy) { return session_->send(copy); }
  void close() { session_.reset(); }

 private:
  const TransportPlugin& transport_;
  std::optional<TransportPlugin::Session> session_;
};

}  // namespace chancery
