// The tables of the roles that a plugin declares, each looked at before anybody calls through it.
#pragma once

#include "host/living_plugin.hpp"

namespace chancery {

// Null: the plugin does not declare the role.
struct Tables {
  const chancery_auth* auth = nullptr;
  const chancery_crypto* crypto = nullptr;
  const chancery_predicate* predicate = nullptr;
  const chancery_transport* transport = nullptr;
  const chancery_decorator* decorator = nullptr;
};

// A declared role that is not given, a table that is too short, a function that is missing: an
// Error. Tables may be longer than those that this host knows.
Result<Tables> tables_of(const Descriptor& descriptor, const LivingPlugin& plugin);

}  // namespace chancery
