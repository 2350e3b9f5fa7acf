// What tests of messages share: a message from text, and its structure as one line.
#pragma once

#include "mail/message.hpp"
#include "rules.hpp"

#include <string>
#include <string_view>

namespace test {

// The message, which must be readable.
chancery::Message message(std::string_view text, const chancery::Limits& limits = {});
// Why it is not readable; empty if it is.
std::string refusal(std::string_view text, const chancery::Limits& limits = {});

// "multipart/mixed(text/plain,message/rfc822(text/html))"
std::string structure(const chancery::Message& message);

// With CRLF in the place of every LF.
std::string with_crlf(std::string_view text);

}  // namespace test
