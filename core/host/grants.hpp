// Which roles and services this host knows, and which service a role may ask for.
#pragma once

#include <chancery/role/auth.h>
#include <chancery/role/crypto.h>
#include <chancery/role/decorator.h>
#include <chancery/role/predicate.h>
#include <chancery/role/transport.h>
#include <chancery/service/clock.h>
#include <chancery/service/log.h>
#include <chancery/service/members.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

struct Grant {
  std::string_view service, role;
};

inline constexpr std::array known_roles = {
    std::string_view(CHANCERY_ROLE_AUTH),      std::string_view(CHANCERY_ROLE_CRYPTO),
    std::string_view(CHANCERY_ROLE_PREDICATE), std::string_view(CHANCERY_ROLE_TRANSPORT),
    std::string_view(CHANCERY_ROLE_DECORATOR),
};

// The log is everybody's. Decisions use the time of reception, so only transports get the clock.
inline constexpr std::array grants = {
    Grant{CHANCERY_SERVICE_LOG, CHANCERY_ROLE_AUTH},
    Grant{CHANCERY_SERVICE_LOG, CHANCERY_ROLE_CRYPTO},
    Grant{CHANCERY_SERVICE_LOG, CHANCERY_ROLE_PREDICATE},
    Grant{CHANCERY_SERVICE_LOG, CHANCERY_ROLE_TRANSPORT},
    Grant{CHANCERY_SERVICE_LOG, CHANCERY_ROLE_DECORATOR},
    Grant{CHANCERY_SERVICE_MEMBERS, CHANCERY_ROLE_PREDICATE},
    Grant{CHANCERY_SERVICE_CLOCK, CHANCERY_ROLE_TRANSPORT},
};

constexpr bool is_known_role(std::string_view role) {
  return std::find(known_roles.begin(), known_roles.end(), role) != known_roles.end();
}

constexpr bool is_known_service(std::string_view service) {
  return std::any_of(grants.begin(), grants.end(),
                     [&](const Grant& grant) { return grant.service == service; });
}

inline bool is_granted(std::string_view service, const std::vector<std::string>& roles) {
  return std::any_of(grants.begin(), grants.end(), [&](const Grant& grant) {
    return grant.service == service &&
           std::find(roles.begin(), roles.end(), grant.role) != roles.end();
  });
}

}  // namespace chancery
