// An authentication method of a plugin: what it makes of the evidence, checked (host/answer.hpp).
#pragma once

#include "mail/message.hpp"
#include "trust/evidence.hpp"

#include <chancery/role/auth.h>
#include <chancery/result.hpp>

#include <optional>
#include <string>

namespace chancery {

class AuthMethod {
 public:
  AuthMethod(std::string plugin, const chancery_auth* table)
      : plugin_(std::move(plugin)), table_(table) {}
  const std::string& plugin() const { return plugin_; }
  // Appends its claims.
  Result<void> authenticate(const Message& message, const std::optional<Address>& sender, Time at,
                            Evidence& evidence) const;

 private:
  std::string plugin_;
  const chancery_auth* table_;
};

}  // namespace chancery
