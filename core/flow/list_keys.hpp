// The private keys of one list, opened when first asked for: a message that is not encrypted does
// not cost the reading of a key.
#pragma once

#include "base/secret.hpp"
#include "config/key_pairs.hpp"
#include "host/crypto_backend.hpp"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace chancery {

class ListKeys {
 public:
  using Open = std::function<Result<std::vector<CryptoBackend::Handle>>(const CryptoBackend&)>;

  ListKeys(const CryptoBackend* crypto, Open open) : crypto_(crypto), open_(std::move(open)) {}

  // Only with a backend. All that may open what was encrypted to the list, current ones first.
  Result<std::span<const CryptoBackend::Handle>> all();

 private:
  const CryptoBackend* crypto_;
  Open open_;
  std::optional<std::vector<CryptoBackend::Handle>> keys_;
};

// Every pair of the list's folder (config/key_pairs.hpp) under the site's password. A list that has
// none has no keys; one that cannot be opened, or that everybody on the machine may read, is an
// Error: mail that it would open must wait, and not look like mail that nobody can open.
ListKeys::Open keys_of_list(const fs::path& folder, const std::optional<fs::path>& password_file);

// The pair, under the first password that opens it.
Result<CryptoBackend::Handle> open_pair(const CryptoBackend& crypto, const KeyPair& pair,
                                        std::span<const Secret> passwords);
// Its two files; misconfigured when others than owner and group may read or write the key.
struct PairText {
  Secret key;
  std::string certificate;
};
Result<PairText> read_pair(const KeyPair& pair);

// The pair of the current key to sign with.
std::optional<KeyPair> signing_pair(const KeyPairs& pairs);
// That key: the one for signing only, else the one for both. Nothing: the list
// has none.
Result<std::optional<CryptoBackend::Handle>> open_signing_key(
    const CryptoBackend& crypto, const fs::path& folder,
    const std::optional<fs::path>& password_file);

// The file that `key_password_file` names: the password in its first line; in those that follow the
// former ones, which are there only while `chancery list password` changes it. At least one.
Result<std::vector<Secret>> read_passwords(const fs::path& file);
// Its first line.
Result<Secret> read_password(const fs::path& file);

}  // namespace chancery
