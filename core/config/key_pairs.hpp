// The names of a list's keys and certificates, as Sympa sites have them: cert.pem and private_key
// in the list's folder; with .enc only to encrypt to, with .sign only to sign with; with a number
// after that, former ones that are still needed to read. Nobody else knows these names.
//
// Other endings (.bak, .orig) are no keys of the list: an administrator's copies are left alone.
#pragma once

#include "base/files.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace chancery {

enum class KeyUse { both, encryption, signing };

struct KeyPair {
  KeyUse use = KeyUse::both;
  unsigned number = 0;  // 0: the current one; of former ones the highest is the last
  fs::path key, certificate;
};

struct KeyPairs {
  std::vector<KeyPair> pairs;  // current ones first, then former ones, the last first
  // Halves of pairs. A lone certificate opens nothing and hinders nothing.
  std::vector<fs::path> lone_keys, lone_certificates;
};

// Which there are. A list without any has none; that the folder cannot be read is an Error.
Result<KeyPairs> find_key_pairs(const fs::path& folder);
// Where the current pair for this use lies, or would.
KeyPair current_pair(const fs::path& folder, KeyUse use);
// A key that waits for the certificate that an authority makes of its request: in nobody's use.
KeyPair waiting_pair(const fs::path& folder);

// What becomes of the pair that is replaced.
enum class Former {
  to_read,  // it gets the next number, and still opens what was encrypted to it
  aside,    // it does not open: out of the way (.aside.1), but not lost
};

// The current pair for this use becomes this one, whatever happens meanwhile: a crash at any moment
// leaves the former pair or this one, never a key beside the certificate of another. Of the
// same certificate nothing former is kept.
Result<void> store_pair(const fs::path& folder, KeyUse use, std::string_view key_pem,
                        std::string_view certificate_pem, Former former);
Result<void> store_waiting_pair(const fs::path& folder, std::string_view key_pem,
                                std::string_view certificate_pem);
Result<void> remove_waiting_pair(const fs::path& folder);

}  // namespace chancery
