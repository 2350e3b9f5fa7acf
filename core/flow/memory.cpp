#include "flow/memory.hpp"

#include "base/sha256.hpp"
#include "flow/entity.hpp"
#include "flow/stages.hpp"
#include "mail/header.hpp"

namespace chancery {

Result<std::optional<Sighting>> Memory::had(const Mark& mark) {
  auto earlier = store_.seen(mark);
  if (!earlier) return earlier.error();
  if (*earlier && (*earlier)->entry != self_.entry) return earlier;
  marks_.push_back(mark);
  return std::optional<Sighting>();
}

Result<std::optional<Sighting>> Memory::keep(std::chrono::hours how_long) {
  if (marks_.empty()) return std::optional<Sighting>();
  if (auto begun = store_.begin(); !begun) return begun.error();
  auto quicker = keep_all(how_long);
  if (!quicker || *quicker) {
    store_.rollback();
    return quicker;
  }
  if (auto kept = store_.commit(); !kept) return kept.error();
  return quicker;
}

Result<std::optional<Sighting>> Memory::keep_all(std::chrono::hours how_long) {
  for (const auto& mark : marks_) {
    auto first = store_.remember(mark, self_);
    if (!first) return first.error();
    if (first->entry != self_.entry) return std::optional(std::move(*first));
  }
  if (auto gone = store_.forget_before(self_.at - how_long); !gone) return gone.error();
  return std::optional<Sighting>();
}

std::optional<Mark> message_mark(const Authenticated& post, const std::string& list) {
  const auto id = unfold(post.opened.outer.first("Message-ID").value_or(""));
  if (id.empty()) return std::nullopt;
  const auto entity = sha256_hex(entity_of(post.opened.outer));
  return Mark{Trait::message_id, list, sha256_hex(post.sender_text() + "\n" + id + "\n" + entity)};
}

std::vector<Mark> marks_of(const Authenticated& post, const std::string& list) {
  std::vector<Mark> marks;
  if (auto mark = message_mark(post, list)) marks.push_back(std::move(*mark));
  const auto& evidence = post.opened.evidence;
  for (const auto& claim : evidence.claims) {
    if (claim.status != Status::valid || !claim.signature) continue;
    const auto& act = evidence.signatures[*claim.signature].act;
    if (!act.empty()) marks.push_back({Trait::signature, list, act});
  }
  return marks;
}

Result<std::vector<Seen>> seen_of(const Authenticated& post, const std::string& list,
                                  Store& store) {
  std::vector<Seen> found;
  for (const auto& mark : marks_of(post, list)) {
    auto sighting = store.seen(mark);
    if (!sighting) return sighting.error();
    if (*sighting) found.push_back({mark.trait, std::move(**sighting)});
  }
  return found;
}

}  // namespace chancery
