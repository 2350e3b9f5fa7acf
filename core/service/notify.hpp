// Tells systemd how the service is (sd_notify(3)): one datagram, "READY=1". Without systemd nothing
// happens.
#pragma once

#include <string_view>

namespace chancery {

void notify(std::string_view state);

}  // namespace chancery
