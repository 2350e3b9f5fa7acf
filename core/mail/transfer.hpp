// Content transfer encodings (RFC 2045 section 6) and the canonical line ending.
#pragma once

#include <chancery/result.hpp>

#include <string>
#include <string_view>

namespace chancery {

// "base64" and "quoted-printable" are decoded, "7bit", "8bit" and "binary" copied; others:
// unusable. Base64: characters outside the alphabet are skipped as the RFC says; a broken end:
// unusable.
Result<std::string> decode_transfer(std::string_view body, std::string_view encoding);

// Base64 without line breaks.
std::string encode_base64(std::string_view bytes);
// Base64 in lines of 76 characters, each ended by `newline`.
std::string encode_base64_lines(std::string_view bytes, std::string_view newline);

// Every line break (CRLF or LF) as CRLF: RFC 8551 section 3.1.1.
std::string canonical_crlf(std::string_view text);

}  // namespace chancery
