// The crypto backend with the site's trust and a list's keys: what a message is opened and verified
// with.
#pragma once

#include "flow/list_keys.hpp"
#include "flow/trust_store.hpp"

namespace chancery {

class Keyring {
 public:
  using OpenKeys = ListKeys::Open;

  // `crypto` may be nullptr: then everything cryptographic is `unsupported`.
  Keyring(const CryptoBackend* crypto, TrustFiles trust, OpenKeys open_keys,
          bool allow_weak = false)
      : crypto_(crypto),
        trust_(crypto, std::move(trust)),
        keys_(crypto, std::move(open_keys)),
        allow_weak_(allow_weak) {}

  const CryptoBackend* crypto() const { return crypto_; }
  bool allow_weak() const { return allow_weak_; }
  Result<const CryptoBackend::Handle*> trust() { return trust_.opened(); }
  Result<std::span<const CryptoBackend::Handle>> keys() { return keys_.all(); }

 private:
  const CryptoBackend* crypto_;
  TrustStore trust_;
  ListKeys keys_;
  bool allow_weak_;
};

}  // namespace chancery
