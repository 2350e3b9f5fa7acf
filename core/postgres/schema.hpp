// The tables of a site, in a schema of their own, `chancery`, of any database.
#pragma once

#include "postgres/database.hpp"

namespace chancery::postgres {

// Makes them unless they are there; then brings them up to date.
Result<void> make_tables(Database& database);
// Up to date, brought there where needed. Not there, or newer than this program: misconfigured.
Result<void> check_tables(Database& database);

}  // namespace chancery::postgres
