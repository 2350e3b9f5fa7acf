// What a failure of the database server means to us.
#pragma once

#include <chancery/result.hpp>

#include <string>
#include <string_view>

namespace chancery::postgres {

// `state`: the SQLSTATE (PostgreSQL, appendix A), empty where the connection broke; `where`: the
// database without its password; `message`: the server's first line.
Error failure_of(std::string_view state, const std::string& where, std::string_view doing,
                 std::string_view message);

}  // namespace chancery::postgres
