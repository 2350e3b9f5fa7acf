// A line that takes in another file: include name, include 'name', include(name), include('name').
#pragma once

#include "scenario/token_reader.hpp"

#include <optional>
#include <string>

namespace chancery::scenario {

bool is_include(const TokenReader& tokens);
// The name, "foo" of include.foo; none: a problem was noted.
std::optional<std::string> read_include(TokenReader& tokens);

}  // namespace chancery::scenario
