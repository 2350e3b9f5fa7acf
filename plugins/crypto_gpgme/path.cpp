#include "path.hpp"

#include <algorithm>

namespace {

constexpr std::size_t most_above = 32;

bool may_have_issued(const Certificate& above, const Certificate& below) {
  if (above.odd_signature || above.subject_der != below.issuer_der) return false;
  const bool both_say = !above.subject_key_id.empty() && !below.authority_key_id.empty();
  return !both_say || above.subject_key_id == below.authority_key_id;
}

bool claims_to_be(const Certificate& one, const Certificate& other) {
  return one.issuer_der == other.issuer_der && one.serial_der == other.serial_der;
}

}  // namespace

std::vector<const Certificate*> Pool::all() const {
  std::vector<const Certificate*> everyone;
  for (const auto* group : {&of_message, &of_site, &anchors})
    for (const auto& each : *group) everyone.push_back(&each);
  return everyone;
}

// Anchors first among those of one name: what a stranger sends must not crowd them out.
std::vector<const Certificate*> Pool::above(const Certificate& certificate) const {
  std::vector<const Certificate*> found;
  const auto known = [&](const Certificate& each) {
    return std::any_of(found.begin(), found.end(),
                       [&](const Certificate* have) { return have->der == each.der; });
  };
  const Certificate* below = &certificate;
  for (std::size_t next = 0; below; below = next < found.size() ? found[next++] : nullptr)
    for (const auto* group : {&anchors, &of_site, &of_message})
      for (const auto& each : *group)
        if (found.size() < most_above && may_have_issued(each, *below) &&
            !claims_to_be(each, certificate) && !known(each))
          found.push_back(&each);
  return found;
}
