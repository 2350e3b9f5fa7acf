// Whom a report about delivery says could not be reached: RFC 3464. Anybody can write one, so it is
// a hint and never a proof.
#pragma once

#include "mail/address.hpp"

#include <vector>

namespace chancery {

// One recipient that failed: the address that it was sent to, and, where that is another, the one
// where it went in the end.
struct FailedRecipient {
  std::vector<Address> addresses;
};

// No more than a copy has recipients. Other mail, and reports about delays, name none.
std::vector<FailedRecipient> failed_recipients(const Message& message);

}  // namespace chancery
