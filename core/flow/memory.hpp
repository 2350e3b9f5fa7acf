// What a list had, as far as one message is concerned: asked while it is decided, and kept when it
// is distributed.
//
// Marks belong to the entry that had them, so that the same entry walking again after a crash is no
// duplicate of itself. Nothing is written before keep(): what was rejected, or only explained, may
// come again.
#pragma once

#include "store/store.hpp"

namespace chancery {

class Memory {
 public:
  // `entry`: of the queue, or another name for one run. The store outlives this.
  Memory(Store& store, std::string entry, Time at) : store_(store), self_{std::move(entry), at} {}

  // Who had that before; none: nobody, and keep() will keep it for this entry.
  Result<std::optional<Sighting>> had(const Mark& mark);
  // Durable when it returns. Who was quicker with one of them: then nothing is kept.
  Result<std::optional<Sighting>> keep(std::chrono::hours how_long);

 private:
  Result<std::optional<Sighting>> keep_all(std::chrono::hours how_long);
  Store& store_;
  Sighting self_;
  std::vector<Mark> marks_;
};

// A post's Message-ID, its sender and its content, for the list. None: it has no Message-ID. With
// the sender and the content, because whoever reads a post elsewhere first could otherwise keep it
// from this list, by sending another with its Message-ID; and because programs that use one twice
// are no reason to lose mail.
struct Authenticated;
std::optional<Mark> message_mark(const Authenticated& post, const std::string& list);

// All by which a list knows a post again: the one above, and the valid signatures of its sender,
// which prove nothing a second time, whatever stands around or beside them.
std::vector<Mark> marks_of(const Authenticated& post, const std::string& list);

// Those that the list had already.
struct Seen {
  Trait trait;
  Sighting sighting;
};
Result<std::vector<Seen>> seen_of(const Authenticated& post, const std::string& list, Store& store);

}  // namespace chancery
