#include "judgement.hpp"

#include <algorithm>
#include <iterator>

namespace {

// The worst first. A missing certificate leaves open what an untrusted one would settle, and says
// nothing against the bytes: it stands between the two.
constexpr chancery_status order[] = {
    CHANCERY_ERROR,         CHANCERY_STATUS_UNSUPPORTED,
    CHANCERY_INVALID,       CHANCERY_STATUS_NO_KEY,
    CHANCERY_UNTRUSTED,     CHANCERY_REVOKED,
    CHANCERY_NOT_YET_VALID, CHANCERY_EXPIRED,
    CHANCERY_WEAK,          CHANCERY_MISMATCH,
    CHANCERY_VALID,
};

auto rank(chancery_status status) { return std::find(std::begin(order), std::end(order), status); }

}  // namespace

bool Judgement::is_at_least(chancery_status status) const { return rank(status_) <= rank(status); }

void Judgement::add(chancery_status status, std::string reason) {
  if (rank(status) >= rank(status_)) return;
  status_ = status;
  reason_ = std::move(reason);
}
