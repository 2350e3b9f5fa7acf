// What is said to the gpg-agent of a home, besides what gpgsm says to it. A key comes in wrapped
// under a key that the agent made, is stored under a password that nobody but us knows, and is
// never on disk in another way.
#pragma once

#include "gnupg.hpp"
#include "home.hpp"
#include "secret.hpp"

// Keeps the key in the agent of this home, ready to use without being asked anything.
chancery::Result<void> give_key(const Home& home, gcry_sexp_t key);
