// CHECK: a condition that only a bug of ours can break. Always on; says the sentence and ends the
// process, which costs the message in hand an attempt and nobody else anything.
#pragma once

#include <string_view>

namespace chancery {

[[noreturn]] void check_failed(std::string_view condition, std::string_view sentence,
                               std::string_view file, int line);

}  // namespace chancery

#define CHECK(condition, sentence) \
  ((condition) ? void() : ::chancery::check_failed(#condition, sentence, __FILE__, __LINE__))
