#include "legacy.hpp"

Legacy::Legacy() {
  constexpr int keep_default_provider = 1;
  provider_.reset(OSSL_PROVIDER_try_load(nullptr, "legacy", keep_default_provider));
}
