// What the variables say that only evidence can answer: who signed and how, what the message was
// encrypted with. Sympa has none of them but [msg_encrypted].
//
// Of a signature that is not valid only its status is told: everything else in it is what some
// stranger wrote.
#pragma once

#include "scenario/question.hpp"

#include <array>

namespace chancery::scenario {

// All but the status of valid signatures only, the last two only if all are valid.
inline constexpr std::array<std::string_view, 10> signature_keys = {
    "status",    "address", "subject", "issuer", "fingerprint",
    "algorithm", "digest",  "key",     "covers", "contradicts"};
Result<Value> signature_of(const Argument& argument, const Question& question);

inline constexpr std::array<std::string_view, 2> encryption_keys = {"status", "algorithm"};
Result<Value> encryption_of(const Argument& argument, const Question& question);

// [msg_encrypted]: "smime" if the message came encrypted and could be opened.
Result<Value> encrypted_by(const Argument& argument, const Question& question);

}  // namespace chancery::scenario
