// Whether what was opened is what its sender encrypted. CBC notices no change: whoever caught a
// ciphertext can change it, without reading it, into one that betrays its content when a member
// opens it (EFAIL). Says nothing about who wrote it: that is the scenario's.
#pragma once

#include "flow/stages.hpp"

namespace chancery {

// True too of what is not encrypted, or could not be opened. Of several encryptions around each
// other the innermost decides: it holds what the members get, and anybody can put others around it.
//
// Sound is what notices changes of itself (AuthEnvelopedData), and what is signed inside:
// - The first layer of signatures inside counts, if one is valid and none is invalid. Whose it is
//   does not matter: who signed had the content in clear, so did not have to change a ciphertext.
//   A deeper signature leaves room around what it covers, and does not count.
// - Nothing may follow the signature, to the end of what was encrypted.
// - A signature around a ciphertext does not show that its author could read it: whoever caught one
//   could have it opened and sent to them under their own name.
// - A signature that is untrusted, expired, revoked or weak proves nothing here either.
bool is_sound(const Opened& opened);

}  // namespace chancery
