// The store and the queue of several machines, in one PostgreSQL database: the same faces as those
// of one machine. `address`: as libpq takes it, "postgresql://USER@HOST/DATABASE".
//
// A server that is away is try_later, in opening and later; a connection that broke is made anew.
#pragma once

#include "store/queue.hpp"
#include "store/store.hpp"

namespace chancery::postgres {

// Makes the tables unless they are there.
Result<void> make(const std::string& address);
// Tables that are older are brought up to date; none, or newer ones: misconfigured. Whoever named
// the wrong database must not find a site without members.
Result<std::unique_ptr<Store>> open_store(const std::string& address);

// `clock`: counts in the place of the server's, and outlives what is opened.
Result<std::unique_ptr<Queue>> open_queue(const std::string& address,
                                          const QueuePolicy& policy = {},
                                          const Clock* clock = nullptr);
// `spool`: a folder of this machine, for messages that are arriving.
Result<std::unique_ptr<Intake>> open_intake(const std::string& address, const fs::path& spool,
                                            const Clock* clock = nullptr);

}  // namespace chancery::postgres
