// The method smtp: somebody wrote that address into the From field. It proves nothing more, and
// scenarios that accept it know that.
#pragma once

#include <chancery/plugin.hpp>

class AuthSmtp final : public chancery::Auth {
 public:
  chancery::Result<void> authenticate(const chancery_auth_request& request,
                                      const chancery::Claims& claims) override;
};
