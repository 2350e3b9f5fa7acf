// What a member is sealed to when nothing of theirs was prepared by this backend in this version.
#pragma once

#include "host/backend.hpp"
#include "store/store.hpp"

namespace chancery {

// Tries their certificates in the order of the choice, until one can be sealed to, and keeps what
// came of each try, so that the next message does not try again. That it could not be kept (another
// process writes) costs that trying only, and is no error. None left: no_key, with the reason.
Result<std::string> prepare_for(const Address& member, Time at, const CryptoBackend& crypto,
                                Store& store);

}  // namespace chancery
