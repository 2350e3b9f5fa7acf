// Where PCRE2 reads a regular expression otherwise than Perl does inside Sympa. Such a pattern
// would decide otherwise there and here, and nobody would see why: it is refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chancery::scenario {

// The first such place, in words that follow "the regular expression"; none: there is none. What is
// broken to both is not found here. `pattern` may still have [domain] in it.
std::optional<std::string> foreign_to_perl(std::string_view pattern);

}  // namespace chancery::scenario
