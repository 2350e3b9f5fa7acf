// The site's trust anchors, opened when first asked for: a message that is not signed does not cost
// their reading.
#pragma once

#include "host/backend.hpp"

#include <optional>

namespace chancery {

class TrustStore {
 public:
  TrustStore(const CryptoBackend* crypto, TrustFiles files)
      : crypto_(crypto), files_(std::move(files)) {}

  // Only with a backend. Valid as long as this object.
  Result<const CryptoBackend::Handle*> opened() {
    if (!handle_) {
      auto opened = crypto_->open_trust(files_);
      if (!opened) return opened.error();
      handle_ = std::move(*opened);
    }
    return &*handle_;
  }

 private:
  const CryptoBackend* crypto_;
  TrustFiles files_;
  std::optional<CryptoBackend::Handle> handle_;
};

}  // namespace chancery
