#include "auth_smtp.hpp"

chancery::Result<void> AuthSmtp::authenticate(const chancery_auth_request& request,
                                              const chancery::Claims& claims) {
  const auto sender = chancery::text(request.sender);
  if (sender.empty())
    claims.add("smtp", CHANCERY_ABSENT, {}, "there is no single From address");
  else
    claims.add("smtp", CHANCERY_VALID, sender, {});
  return {};
}
