// What tests of messages share: a message from text, its structure as one line, and the rules that
// hold for the spans of every message whatever it says.
#pragma once

#include "mail/message.hpp"

#include <string>
#include <string_view>

namespace test {

// The message, which must be readable.
chancery::Message message(std::string_view text, const chancery::Limits& limits = {});
// Why it is not readable; empty if it is.
std::string refusal(std::string_view text, const chancery::Limits& limits = {});

// "multipart/mixed(text/plain,message/rfc822(text/html))"
std::string structure(const chancery::Message& message);

// The first rule of spans that the message breaks; empty if it keeps all: every span lies in its
// place, fields tile headers, header, blank line and body tile parts, only delimiters and line
// breaks stand between parts, and indices lead where they should.
std::string broken_rule(const chancery::Message& message);

// With CRLF in the place of every LF.
std::string with_crlf(std::string_view text);

}  // namespace test
