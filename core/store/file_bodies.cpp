// Rows follow files: what has come in gets its entry and its first job, what a crash left apart is
// put together again, and what is done with goes.
#include "store/sql_queue.hpp"

#include <algorithm>

namespace chancery {
namespace {

// A transaction of that many rows takes some hundredths of a second.
constexpr std::size_t most_at_once = 500;

}  // namespace

// Looked through inside the transaction: a file without a row is then new, and none that somebody
// else has just done with. A file that cannot be read now does not keep back the others.
Result<std::size_t> SqlQueue::take_in(const fs::path& folder) {
  std::error_code unknown;
  if (fs::is_empty(folder, unknown) && !unknown) return 0;
  std::vector<std::string> taken;
  std::optional<Error> unread;
  const auto done = at_once([&]() -> Result<bool> {
    const auto ids = files_.ids(folder);
    if (!ids) return ids.error();
    for (const auto& id : *ids) {
      if (taken.size() == most_at_once) break;
      auto added = add_entry(id);
      if (!added && added.error().code != Code::not_found) unread = added.error();
      if (added) taken.push_back(id);
    }
    return !taken.empty();
  });
  if (!done) return done.error();
  for (const auto& id : taken) files_.settle(id);
  if (taken.empty() && unread) return *unread;
  return taken.size();
}

Result<void> SqlQueue::take_in_all() {
  for (;;) {
    const auto taken = take_in(files_.accepted());
    if (!taken) return taken.error();
    if (*taken < most_at_once) return {};
  }
}

Result<bool> SqlQueue::add_entry(const std::string& id) {
  const auto known =
      database_->number("SELECT 1 FROM entry WHERE id = ?1", "looking for an entry", {id});
  if (!known) return known.error();
  if (*known == 1) return true;
  const auto read = files_.read_envelope(id);
  if (!read && read.error().code == Code::unusable) return insert_entry(id, {}, read.error().what);
  if (!read) return read.error();
  return insert_entry(id, *read, {});
}

// `why`: why it is no message; an operator has to look at it.
Result<bool> SqlQueue::insert_entry(const std::string& id, const QueueFiles::Read& read,
                                    const std::string& why) {
  constexpr std::string_view doing = "taking in a message";
  auto added = change(
      "INSERT INTO entry (id, sender, list, received, size) VALUES (?1, ?2, ?3, ?4, ?5)", doing,
      {id, read.envelope.sender, read.recipient, seconds(read.envelope.received),
       static_cast<std::int64_t>(read.size)});
  if (!added) return added;
  return change("INSERT INTO job (entry, work, state, due, why) VALUES (?1, ?2, ?3, ?4, ?5)", doing,
                {id, stored(Work::decide),
                 stored(why.empty() ? JobState::ready : JobState::quarantined), now(), why});
}

Result<void> SqlQueue::repair() {
  if (auto cleared = files_.clear_unfinished(); !cleared) return cleared;
  if (auto dropped = drop_finished(); !dropped) return dropped;
  // Messages without rows: the database is younger than they are.
  const auto ids = files_.ids(files_.messages());
  if (!ids) return ids.error();
  const auto done = at_once([&]() -> Result<void> {
    for (const auto& id : *ids)
      if (auto added = add_entry(id); !added && added.error().code != Code::not_found)
        return added.error();
    return {};
  });
  if (!done) return done;
  return quarantine_without_file();
}

Result<void> SqlQueue::drop_finished() {
  std::vector<std::string> finished;
  {
    auto rows = database_->query(
        "SELECT id FROM entry WHERE NOT EXISTS (SELECT 1 FROM job WHERE job.entry = entry.id)",
        "looking for what is done with", {});
    if (!rows) return rows.error();
    for (;;) {
      const auto more = rows->next();
      if (!more) return more.error();
      if (!*more) break;
      finished.emplace_back(rows->bytes(0));
    }
  }
  for (const auto& id : finished)
    if (auto gone = forget(id); !gone) return gone;
  return purge();
}

Result<void> SqlQueue::quarantine_without_file() {
  auto all = entries();
  if (!all) return all.error();
  for (const auto& entry : *all) {
    if (files_.has(entry.id)) continue;
    const auto done = database_->run(
        "UPDATE job SET state = ?2, token = '', why = 'its message is gone' WHERE entry = ?1",
        "looking for a message", {entry.id, stored(JobState::quarantined)});
    if (!done) return done.error();
  }
  return {};
}

Result<void> SqlQueue::forget(const std::string& entry) {
  if (auto removed = files_.remove(entry); !removed) return removed;
  forgotten_.push_back(entry);
  return {};
}

Result<void> SqlQueue::purge() {
  if (forgotten_.empty()) return {};
  if (auto safe = files_.sync_removals(); !safe) return safe;
  const auto done = at_once([&]() -> Result<void> {
    for (const auto& id : forgotten_) {
      auto gone = database_->run("DELETE FROM entry WHERE id = ?1", "forgetting an entry", {id});
      if (!gone) return gone.error();
    }
    return {};
  });
  if (done) forgotten_.clear();
  return done;
}

}  // namespace chancery
