// The messages of the embedded queue, as files: one a message and recipient, the envelope in front
// of the bytes as they came.
//
//   tmp/ID       being written; whoever serves empties it when starting
//   in/ID        accepted, durable; rows follow
//   messages/ID  the same, once it has its row: so `in` is short, and looked through quickly
//
// Several recipients of one message have one file under several names (hard links): one write, one
// sync. ID ends in the place of its recipient in the envelope.
#pragma once

#include "base/file_descriptor.hpp"
#include "store/queue.hpp"

namespace chancery {

class QueueFiles {
 public:
  explicit QueueFiles(fs::path folder) : folder_(std::move(folder)) {}

  Result<void> make_folders() const;
  Result<void> clear_unfinished() const;
  const fs::path& folder() const { return folder_; }
  fs::path unfinished() const { return folder_ / "tmp"; }
  fs::path accepted() const { return folder_ / "in"; }
  fs::path messages() const { return folder_ / "messages"; }

  // The ids in one of the folders, sorted: in the order of arrival.
  Result<std::vector<std::string>> ids(const fs::path& folder) const;
  bool has(const std::string& id) const;
  // With its row in place, out of the way of those who look for new ones.
  void settle(const std::string& id) const;
  // Gone for good only after sync_removals().
  Result<void> remove(const std::string& id) const;
  Result<void> sync_removals() const;

  struct Read {
    Envelope envelope;
    std::string recipient;
    std::uint64_t size = 0;  // of the message
    std::string message;     // when asked for
  };
  // unusable: it is no file of ours.
  Result<Read> read_envelope(const std::string& id) const;
  Result<Read> read(const std::string& id) const;

 private:
  Result<Read> read(const std::string& id, std::size_t most, bool whole) const;
  fs::path folder_;
};

// The head of a file: lines "word value", an empty one ends it.
std::string head_of(const Envelope& envelope);

}  // namespace chancery
