// The rules that hold for the spans of every message, whatever it says.
#pragma once

#include "mail/message.hpp"

#include <string>

namespace test {

// The first rule of spans that the message breaks; empty if it keeps all: every span lies in its
// place, fields tile headers, header, blank line and body tile parts, only delimiters and line
// breaks stand between parts, and indices lead where they should.
std::string broken_rule(const chancery::Message& message);

}  // namespace test
