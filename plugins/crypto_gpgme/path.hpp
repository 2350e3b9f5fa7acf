// Which certificates may lead from one to an anchor: by name, and by key identifier where both say
// one. gpgsm decides which really do.
#pragma once

#include "certificate.hpp"

#include <vector>

struct Pool {
  const std::vector<Certificate>&of_message, &of_site, &anchors;

  std::vector<const Certificate*> all() const;
  // Above it, nearest first; without those that claim to be the same certificate. Not many: a
  // stranger can send hundreds of one name.
  std::vector<const Certificate*> above(const Certificate& certificate) const;
};
