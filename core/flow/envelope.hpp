// What all envelopes of a post share: its content, encrypted once, or the sender's own ciphertext,
// which passes on untouched.
#pragma once

#include "flow/stages.hpp"

namespace chancery {

// The entity of a message that came in clear as it is encrypted: in canonical form (RFC 8551
// section 3.1.1), unless a signature is over the lines as they came.
Result<std::string> encryptable(const Message& message, Time at, const Office& office);

// Under a key of its own, by the site's cipher.
Result<SealedContent> encrypt(std::string_view content, const Office& office);

struct PassedOn {
  std::optional<SealedContent> content;
  std::string why_not;  // without it: it has to be encrypted anew
};
// As the sender encrypted it, opened once more with the list's keys: only who distributes needs the
// content key, and whatever decides never holds it. An Error: it does not open now, or to something
// else than was decided about.
Result<PassedOn> pass_on(const Unlocked& unlocked, const Office& office);

}  // namespace chancery
