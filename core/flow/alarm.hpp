// What an administrator has to mend is told to the listmasters once, and not with every message
// that waits for it. In state/told/ lies what was told of which list.
#pragma once

#include "flow/stages.hpp"

namespace chancery {

// Only of Code::misconfigured. A notice that does not leave is sent again with the next message.
void raise_alarm(const Error& error, const Office& office, Exit& exit);

// The list's messages are decided again: the next time the same goes wrong, it is told again.
void end_alarm(const Office& office);

}  // namespace chancery
