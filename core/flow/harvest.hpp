// Whoever signs a post shows the certificate that others may encrypt to. Kept where the list wants
// it, and only once the post is to be distributed: what a stranger sends changes nothing.
#pragma once

#include "flow/stages.hpp"

namespace chancery {

// Of the signatures that prove the sender, those certificates that may be encrypted to and are not
// here yet. Which certificate of several is used stays as store/choice.hpp says: a pinned one
// before all others. A failure costs a line in the log and never the post.
void harvest(const Authenticated& post, const Office& office);

}  // namespace chancery
