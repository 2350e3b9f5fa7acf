// The crypto backend with the site's trust, a list's keys and what it asks of signatures: what a
// message is opened and verified with.
#pragma once

#include "config/demands.hpp"
#include "flow/list_keys.hpp"
#include "flow/trust_store.hpp"

namespace chancery {

class Keyring {
 public:
  using OpenKeys = ListKeys::Open;

  // `crypto` may be nullptr: then everything cryptographic is `unsupported`.
  Keyring(const CryptoBackend* crypto, TrustFiles trust, OpenKeys open_keys, Demands demands = {})
      : crypto_(crypto),
        trust_(crypto, std::move(trust)),
        keys_(crypto, std::move(open_keys)),
        demands_(demands) {}

  const CryptoBackend* crypto() const { return crypto_; }
  const Demands& demands() const { return demands_; }
  Result<const CryptoBackend::Handle*> trust() { return trust_.opened(); }
  Result<std::span<const CryptoBackend::Handle>> keys() { return keys_.all(); }

 private:
  const CryptoBackend* crypto_;
  TrustStore trust_;
  ListKeys keys_;
  Demands demands_;
};

}  // namespace chancery
