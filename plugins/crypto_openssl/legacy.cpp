#include "legacy.hpp"

#include <openssl/provider.h>

bool load_legacy() {
  // Stays loaded to the end of the process, as OpenSSL itself keeps the default one. Asking again
  // only counts a reference.
  if (OSSL_PROVIDER_available(nullptr, "legacy")) return true;
  constexpr int keep_default_provider = 1;
  return OSSL_PROVIDER_try_load(nullptr, "legacy", keep_default_provider) != nullptr;
}
