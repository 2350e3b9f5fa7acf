// SPDX-License-Identifier: MIT
// Result<T>: a value, or an Error that says what was being done, to what, and why it failed.
//
// A subset of std::expected under its own name, so that it can become it. Nothing here throws;
// looking at the value of a failed Result, or the error of a good one, is a bug and ends the
// process.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace chancery {

// Closed. What the caller should do about it, not what went wrong inside.
enum class Code {
  failed,         // it cannot be done, and trying again will not help
  try_later,      // the surroundings failed: a disk full, a server away
  unsupported,    // an algorithm or format that this part does not know
  misconfigured,  // an administrator has to mend something first
  no_key,         // no key fits, or the password does not open it
  unusable,       // the input is not what it claims to be
  usage,          // the command line makes no sense
  not_found,      // no such list, member, file
};

struct Error {
  Code code = Code::failed;
  std::string what;  // for the log: what was being done, to what, why it failed; no secrets
  std::string hint;  // for the operator: what would mend it; may be empty
};

template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const noexcept { return state_.index() == 0; }
  bool has_value() const noexcept { return state_.index() == 0; }

  T& value() & { return *get(); }
  const T& value() const& { return *const_cast<Result*>(this)->get(); }
  T&& value() && { return std::move(*get()); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return get(); }
  const T* operator->() const { return const_cast<Result*>(this)->get(); }

  const Error& error() const& { return *const_cast<Result*>(this)->get_error(); }
  Error&& error() && { return std::move(*get_error()); }

 private:
  T* get() {
    if (T* value = std::get_if<0>(&state_)) return value;
    std::abort();
  }
  Error* get_error() {
    if (Error* error = std::get_if<1>(&state_)) return error;
    std::abort();
  }
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  explicit operator bool() const noexcept { return !error_; }
  bool has_value() const noexcept { return !error_; }
  const Error& error() const& {
    if (!error_) std::abort();
    return *error_;
  }
  Error&& error() && {
    if (!error_) std::abort();
    return std::move(*error_);
  }

 private:
  std::optional<Error> error_;
};

// Return Err(code, what, hint) from a function that returns any Result.
inline Error Err(Code code, std::string what, std::string hint = {}) {
  return Error{code, std::move(what), std::move(hint)};
}

}  // namespace chancery
