// Where a site keeps members, certificates and the queue, by one line of chancery.toml: in files of
// this machine, or in a database of several.
#pragma once

#include "config/settings.hpp"
#include "store/queue.hpp"
#include "store/store.hpp"

#include <memory>

namespace chancery::cli {

// Makes what is not there yet.
Result<void> make_store(const Settings& settings);
Result<std::unique_ptr<Store>> open_store(const Settings& settings);
// `clock`: of this machine's own queue; a shared one has its server's. Outlives the queue.
Result<std::unique_ptr<Queue>> open_queue(const Settings& settings, const Clock& clock);
Result<std::unique_ptr<Intake>> open_intake(const Settings& settings);

}  // namespace chancery::cli
