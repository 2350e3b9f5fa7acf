#include "errors.hpp"

#include <openssl/asn1err.h>
#include <openssl/err.h>
#include <openssl/evperr.h>

#include <cstring>

namespace openssl {

CleanErrors::CleanErrors() { ERR_clear_error(); }
CleanErrors::~CleanErrors() { ERR_clear_error(); }

namespace {

std::string reason_of(unsigned long error) {
  if (ERR_SYSTEM_ERROR(error)) return std::strerror(ERR_GET_REASON(error));
  const char* reason = ERR_reason_error_string(error);
  return reason ? reason : "error " + std::to_string(ERR_GET_REASON(error));
}

bool is_unsupported(unsigned long error) {
  if (ERR_GET_REASON(error) == ERR_R_UNSUPPORTED) return true;
  if (ERR_GET_LIB(error) != ERR_LIB_EVP) return false;
  const int reason = ERR_GET_REASON(error);
  return reason == EVP_R_UNSUPPORTED_ALGORITHM || reason == EVP_R_UNKNOWN_CIPHER ||
         reason == EVP_R_UNSUPPORTED_CIPHER || reason == EVP_R_UNKNOWN_PBE_ALGORITHM;
}

}  // namespace

std::string take_errors() {
  constexpr int told = 3;
  std::string all, last;
  int count = 0;
  while (const unsigned long error = ERR_get_error()) {
    const auto reason = reason_of(error);
    if (reason == last || ++count > told) continue;
    all.append(all.empty() ? "" : "; ").append(reason);
    last = reason;
  }
  return all.empty() ? "OpenSSL gives no reason" : all;
}

bool errors_say_unsupported() {
  // The queue can only be walked by taking from it: the first and the last entry stand for all.
  return is_unsupported(ERR_peek_error()) || is_unsupported(ERR_peek_last_error());
}

chancery::Error failure(chancery::Code code, std::string what) {
  return chancery::Err(code, std::move(what) + ": " + take_errors());
}

}  // namespace openssl
