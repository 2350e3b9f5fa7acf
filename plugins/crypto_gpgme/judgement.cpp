#include "judgement.hpp"

namespace {

int severity(chancery_status status) {
  switch (status) {
    case CHANCERY_VALID: return 0;
    case CHANCERY_MISMATCH: return 1;
    case CHANCERY_WEAK: return 2;
    case CHANCERY_EXPIRED: return 3;
    case CHANCERY_NOT_YET_VALID: return 4;
    case CHANCERY_REVOKED: return 5;
    case CHANCERY_UNTRUSTED: return 6;
    case CHANCERY_STATUS_NO_KEY: return 7;
    case CHANCERY_INVALID: return 8;
    case CHANCERY_STATUS_UNSUPPORTED: return 9;
    default: return 10;
  }
}

}  // namespace

void Judgement::add(chancery_status status, std::string reason) {
  if (severity(status) <= severity(status_)) return;
  status_ = status;
  reason_ = std::move(reason);
}
