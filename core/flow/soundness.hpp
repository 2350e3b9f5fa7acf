// Whether what was opened is what its sender encrypted. CBC notices no change: whoever caught a
// ciphertext can change it, without reading it, into one that betrays its content when a member
// opens it (EFAIL). Says nothing about who wrote it: that is the scenario's.
#pragma once

#include "flow/stages.hpp"

namespace chancery {

// True too of what is not encrypted, or could not be opened. Of several encryptions around each
// other the innermost decides: it holds what the members get, and anybody can put others around it.
//
// Sound is what it notices changes of itself (AuthEnvelopedData); what is signed inside; and what
// the sender signed outside:
// - Inside, the first layer of signatures counts, if one is valid and none is invalid. Whose it is
//   does not matter: who signed had the content in clear, so did not have to change a ciphertext.
//   A deeper signature leaves room around what it covers, and does not count.
// - Outside, only the outermost signature, and only if it proves the sender of the message: it
//   covers the ciphertext, so nobody changed it after them. That somebody signed a ciphertext does
//   not show that they could read it; so it must be somebody who answers for it by their name.
// - A signature that is untrusted, expired, revoked or weak proves nothing here either.
bool is_sound(const Opened& opened);

}  // namespace chancery
