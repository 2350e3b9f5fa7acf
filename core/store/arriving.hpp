// What every intake asks before it takes a message.
#pragma once

#include "store/queue.hpp"

namespace chancery {

// There is somebody whom it is for, and nothing in its addresses is a control character.
bool is_clean(const Envelope& envelope);

// Bytes that still fit into the folder's file system; none where it has no room for another file.
Result<std::uint64_t> room_in(const fs::path& folder);

}  // namespace chancery
