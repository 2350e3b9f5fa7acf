#include "config/key_pairs.hpp"

#include "config/key_names.hpp"

#include <algorithm>

namespace chancery {
namespace {

using namespace key_names;

// Current ones first; of those, the one for encryption before the one for both.
bool sooner(const KeyPair& a, const KeyPair& b) {
  if ((a.number == 0) != (b.number == 0)) return a.number == 0;
  if (a.number != b.number) return a.number > b.number;
  return a.use == KeyUse::encryption && b.use != KeyUse::encryption;
}

}  // namespace

Result<KeyPairs> find_key_pairs(const fs::path& folder) {
  const auto found = look(folder);
  if (!found) return found.error();
  KeyPairs all;
  for (const auto& [ending, halves] : *found) {
    auto pair = pair_of(folder, ending);
    const auto half = half_done(pair);
    if (!half) return half.error();
    if (*half) pair.certificate = with(pair.certificate, next);
    if (halves.key && (halves.certificate || *half))
      all.pairs.push_back(std::move(pair));
    else if (halves.key)
      all.lone_keys.push_back(pair.key);
    else
      all.lone_certificates.push_back(pair.certificate);
  }
  std::stable_sort(all.pairs.begin(), all.pairs.end(), sooner);
  return all;
}

KeyPair current_pair(const fs::path& folder, KeyUse use) { return pair_of(folder, {use, 0}); }

KeyPair waiting_pair(const fs::path& folder) {
  auto pair = current_pair(folder, KeyUse::both);
  return {KeyUse::both, 0, with(pair.key, waiting), with(pair.certificate, waiting)};
}

}  // namespace chancery
