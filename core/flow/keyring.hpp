// The crypto backend with the site's trust and a list's keys, opened when first asked for: a
// message that is neither signed nor encrypted costs neither.
#pragma once

#include "host/backend.hpp"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace chancery {

class Keyring {
 public:
  using OpenKeys = std::function<Result<std::vector<CryptoBackend::Handle>>(const CryptoBackend&)>;

  // `crypto` may be nullptr: then everything cryptographic is `unsupported`.
  Keyring(const CryptoBackend* crypto, TrustFiles trust, OpenKeys open_keys,
          bool allow_weak = false)
      : crypto_(crypto),
        files_(std::move(trust)),
        open_keys_(std::move(open_keys)),
        allow_weak_(allow_weak) {}

  const CryptoBackend* crypto() const { return crypto_; }
  bool allow_weak() const { return allow_weak_; }
  Result<const CryptoBackend::Handle*> trust();
  Result<std::span<const CryptoBackend::Handle>> keys();

 private:
  const CryptoBackend* crypto_;
  TrustFiles files_;
  OpenKeys open_keys_;
  bool allow_weak_;
  std::optional<CryptoBackend::Handle> trust_;
  std::optional<std::vector<CryptoBackend::Handle>> keys_;
};

// The key of a list: cert.pem and private_key in its folder, under the site's password. A list that
// has none has no keys; a key that cannot be opened is an Error.
Keyring::OpenKeys keys_of_list(const fs::path& folder,
                               const std::optional<fs::path>& password_file);

// The first line of the file that `key_password_file` names.
Result<Secret> read_password(const fs::path& file);

}  // namespace chancery
