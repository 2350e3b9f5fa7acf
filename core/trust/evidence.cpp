#include "trust/evidence.hpp"

#include <algorithm>
#include <array>

namespace chancery {

std::string_view name(Status status) {
  switch (status) {
    case Status::error: return "error";
    case Status::unsupported: return "unsupported";
    case Status::invalid: return "invalid";
    case Status::untrusted: return "untrusted";
    case Status::revoked: return "revoked";
    case Status::not_yet_valid: return "not_yet_valid";
    case Status::expired: return "expired";
    case Status::weak: return "weak";
    case Status::mismatch: return "mismatch";
    case Status::valid: return "valid";
    case Status::no_key: return "no_key";
    case Status::absent: return "absent";
  }
  return "error";
}

std::optional<Status> status_named(std::string_view text) {
  for (int i = 0; i <= static_cast<int>(Status::absent); ++i)
    if (name(static_cast<Status>(i)) == text) return static_cast<Status>(i);
  return std::nullopt;
}

bool is_over_these_bytes(Status status) {
  switch (status) {
    case Status::untrusted:
    case Status::revoked:
    case Status::not_yet_valid:
    case Status::expired:
    case Status::weak:
    case Status::mismatch:
    case Status::valid: return true;
    case Status::error:
    case Status::unsupported:
    case Status::invalid:
    case Status::no_key:
    case Status::absent: return false;
  }
  return false;
}

std::string auth_method(const Evidence& evidence) {
  const auto proven = [&](std::string_view method) {
    return std::any_of(evidence.claims.begin(), evidence.claims.end(), [&](const Claim& claim) {
      return claim.method == method && claim.status == Status::valid;
    });
  };
  const bool broken =
      std::any_of(evidence.signatures.begin(), evidence.signatures.end(),
                  [](const Signature& signature) { return signature.status == Status::invalid; });
  for (const std::string_view method : {"smime", "pgp", "md5", "dkim"})
    if (proven(method) && !(method == "smime" && broken)) return std::string(method);
  return "smtp";
}

}  // namespace chancery
