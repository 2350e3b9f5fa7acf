// SPDX-License-Identifier: MIT
// The one place where C++ meets the C interface: exceptions and Errors become codes and sentences.
#pragma once

#include <chancery/status.h>
#include <chancery/bytes.hpp>
#include <chancery/result.hpp>

#include <exception>
#include <new>

namespace chancery {

constexpr chancery_code to_c(Code code) {
  switch (code) {
    case Code::failed:
    case Code::usage:
    case Code::not_found: return CHANCERY_FAILED;
    case Code::try_later: return CHANCERY_TRY_LATER;
    case Code::unsupported: return CHANCERY_UNSUPPORTED;
    case Code::misconfigured: return CHANCERY_MISCONFIGURED;
    case Code::no_key: return CHANCERY_NO_KEY;
    case Code::unusable: return CHANCERY_UNUSABLE;
  }
  return CHANCERY_FAILED;
}

// A code that is not known (a newer plugin) is a failure. Not for CHANCERY_OK.
constexpr Code from_c(chancery_code code) {
  switch (code) {
    case CHANCERY_TRY_LATER: return Code::try_later;
    case CHANCERY_UNSUPPORTED: return Code::unsupported;
    case CHANCERY_MISCONFIGURED: return Code::misconfigured;
    case CHANCERY_NO_KEY: return Code::no_key;
    case CHANCERY_UNUSABLE: return Code::unusable;
    default: return Code::failed;
  }
}

// Runs a function that returns Result<void>; whatever goes wrong becomes a code and a sentence.
template <class Function>
chancery_code guarded(const chancery_sink* error, Function&& function) noexcept {
  try {
    const Result<void> result = function();
    if (result) return CHANCERY_OK;
    const Error& e = result.error();
    write(error, e.hint.empty() ? e.what : e.what + " (" + e.hint + ")");
    return to_c(e.code);
  } catch (const std::bad_alloc&) {
    write(error, "out of memory");
    return CHANCERY_TRY_LATER;
  } catch (const std::exception& e) {
    write(error, e.what());
    return CHANCERY_FAILED;
  } catch (...) {
    write(error, "an exception of unknown type");
    return CHANCERY_FAILED;
  }
}

}  // namespace chancery
