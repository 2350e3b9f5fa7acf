// What a text asks of the servers that it passes: RFC 6152, RFC 6531.
#pragma once

#include <string_view>

namespace chancery {

bool is_8bit(std::string_view text);
// What RFC 6532 allows in a header. Other bytes above 127 are old and broken, and ask for nothing.
bool has_utf8(std::string_view header);

}  // namespace chancery
