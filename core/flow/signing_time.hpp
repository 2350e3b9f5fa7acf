// When a signature was made, against when the message came in: an old signature around an old post
// holds for ever, and whoever caught it may send it whenever it suits them.
#pragma once

#include "config/demands.hpp"
#include "trust/evidence.hpp"

namespace chancery {

// A valid signature that lies outside of the window is `expired`, or `not_yet_valid`; one that does
// not say when it was made is `untrusted`. The time is the signer's own claim, and signed.
void judge_signing_time(Signature& signature, Time received, const Demands& demands);

}  // namespace chancery
