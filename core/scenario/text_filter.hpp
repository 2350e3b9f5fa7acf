// A filter that is a list of texts: one a line, * in it is anything. Case of ASCII letters is
// ignored. Empty lines and lines that begin with # or ; say nothing.
#pragma once

#include <string_view>

namespace chancery::scenario {

bool text_filter_finds(std::string_view filter, std::string_view text);

}  // namespace chancery::scenario
