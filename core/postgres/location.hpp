// Where a database is: the address that chancery.toml gives, and what of it may be shown.
#pragma once

#include <chancery/result.hpp>

#include <string>

namespace chancery::postgres {

// misconfigured: PostgreSQL does not take it for an address. Without its text: a password may stand
// in it.
Result<void> check_location(const std::string& address);
bool has_password(const std::string& address);
// "database chancery on db.example.org": never a user or a password.
std::string shown(const std::string& address);

}  // namespace chancery::postgres
