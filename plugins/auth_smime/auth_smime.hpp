// The method smime: a valid signature over the whole message, whose certificate carries the
// sender's address (RFC 8550 section 3). Reads facts that the crypto backend found; verifies
// nothing itself.
#pragma once

#include <chancery/plugin.hpp>

class AuthSmime final : public chancery::Auth {
 public:
  chancery::Result<void> authenticate(const chancery_auth_request& request,
                                      const chancery::Claims& claims) override;
};
