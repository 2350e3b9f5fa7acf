// The footer as a MIME part (RFC 2045): plain text, in seven bits whatever it says.
#pragma once

#include <chancery/result.hpp>

#include <string>
#include <string_view>

// Header, blank line and body, without a final line break; lines end with `newline`. A footer that
// is no UTF-8 or holds NUL: unusable.
chancery::Result<std::string> make_footer_part(std::string_view footer, std::string_view newline);

// A boundary that occurs in neither text and is the same for the same texts.
std::string boundary_for(std::string_view message, std::string_view footer_part);

bool is_blank(std::string_view text);
bool is_named(std::string_view field_name, std::string_view lower_case_name);
bool is_content_field(std::string_view field_name);  // Content-*
