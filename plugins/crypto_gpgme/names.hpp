// Distinguished names as texts (RFC 2253), to the letter as crypto_openssl writes them: scenarios
// compare them. libksba writes e-mail addresses and serial numbers in names as numbers.
#pragma once

#include <string>
#include <string_view>

// `name`: a Name, DER. Empty: it cannot be read.
std::string name_text(std::string_view name);

// The characters of a string type in UTF-8; IA5String and UTF8String as they stand.
void append_utf8(std::string& out, unsigned code);
