// Old algorithms (RC2, single DES, PBE of the nineties) live in a provider of OpenSSL's own, which
// is loaded only while something needs it: to read old mail and the keys that browsers exported.
#pragma once

#include "openssl.hpp"

#include <openssl/provider.h>

// They can be used as long as this lives.
class Legacy {
 public:
  Legacy();
  // False: this machine does not have them.
  explicit operator bool() const { return provider_ != nullptr; }

 private:
  struct Unload {
    void operator()(OSSL_PROVIDER* provider) const { OSSL_PROVIDER_unload(provider); }
  };
  std::unique_ptr<OSSL_PROVIDER, Unload> provider_;
};
