// Whom the service runs as. What root opened before (sockets) stays open.
#pragma once

#include "base/log.hpp"
#include "config/settings.hpp"

namespace chancery {

// Started as root: becomes service.user for good, and refuses where that is not named, not there,
// or cannot work on the site. "root" stays root, with a warning. Started as anybody else: stays.
// HOME becomes that user's.
Result<void> become_service_user(const Settings& settings, Log& log);

}  // namespace chancery
