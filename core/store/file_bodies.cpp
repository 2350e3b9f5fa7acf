// Rows follow files: what has come in gets its entry and its first job, what a crash left apart is
// put together again, and what is done with goes.
#include "store/file_bodies.hpp"

#include "store/queue_rows.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chancery {
namespace {

// A transaction of that many rows takes some hundredths of a second.
constexpr std::size_t most_at_once = 500;
// Few enough to sync for, many enough that syncing costs little.
constexpr std::size_t purge_at = 100;
constexpr std::string_view changing = "changing the queue";

}  // namespace

// Looked through inside the transaction: a file without a row is then new, and none that somebody
// else has just done with. A file that cannot be read now does not keep back the others.
Result<std::size_t> FileBodies::take_in_some() {
  const auto folder = files_.accepted();
  std::error_code unknown;
  if (fs::is_empty(folder, unknown) && !unknown) return 0;
  std::vector<std::string> taken;
  std::optional<Error> unread;
  const auto done = sql::at_once(database_, changing, [&]() -> Result<bool> {
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

Result<void> FileBodies::take_in() {
  if (const auto taken = take_in_some(); !taken) return taken.error();
  return {};
}

Result<void> FileBodies::take_in_all() {
  for (;;) {
    const auto taken = take_in_some();
    if (!taken) return taken.error();
    if (*taken < most_at_once) return {};
  }
}

Result<bool> FileBodies::add_entry(const std::string& id) {
  const auto known =
      database_.number("SELECT 1 FROM entry WHERE id = ?1", "looking for an entry", {id});
  if (!known) return known.error();
  if (*known == 1) return true;
  const auto read = files_.read_envelope(id);
  if (!read && read.error().code != Code::unusable) return read.error();
  NewEntry entry{id, {}, {}, {}, 0};
  if (read)
    entry = {id, read->envelope.sender, read->recipient, read->envelope.received, read->size};
  else
    entry.why_not = read.error().what;
  if (auto added = insert_entry(database_, entry, now()); !added) return added.error();
  return true;
}

Result<std::string> FileBodies::message(const std::string& entry) {
  auto read = files_.read(entry);
  if (!read) return read.error();
  return std::move(read->message);
}

Result<void> FileBodies::repair() {
  if (auto cleared = files_.clear_unfinished(); !cleared) return cleared;
  if (auto dropped = drop_finished(); !dropped) return dropped;
  // Messages without rows: the database is younger than they are.
  const auto ids = files_.ids(files_.messages());
  if (!ids) return ids.error();
  const auto done = sql::at_once(database_, changing, [&]() -> Result<void> {
    for (const auto& id : *ids)
      if (auto added = add_entry(id); !added && added.error().code != Code::not_found)
        return added.error();
    return {};
  });
  if (!done) return done;
  return quarantine_without_file();
}

Result<void> FileBodies::drop_finished() {
  const auto finished = entries_without_jobs(database_);
  if (!finished) return finished.error();
  for (const auto& id : *finished)
    if (auto gone = forget(id); !gone) return gone;
  return purge();
}

Result<void> FileBodies::quarantine_without_file() {
  std::vector<std::string> lost;
  {
    auto rows = database_.query("SELECT id FROM entry", "looking for messages", {});
    if (!rows) return rows.error();
    for (;;) {
      const auto more = rows->next();
      if (!more) return more.error();
      if (!*more) break;
      std::string id(rows->bytes(0));
      if (!files_.has(id)) lost.push_back(std::move(id));
    }
  }
  for (const auto& id : lost) {
    const auto done = database_.run(
        "UPDATE job SET state = ?2, token = '', why = 'its message is gone' WHERE entry = ?1",
        "looking for a message", {id, stored(JobState::quarantined)});
    if (!done) return done.error();
  }
  return {};
}

Result<void> FileBodies::forget(const std::string& entry) {
  if (auto removed = files_.remove(entry); !removed) return removed;
  forgotten_.push_back(entry);
  return {};
}

Result<void> FileBodies::tidy(bool idle) {
  return idle || forgotten_.size() >= purge_at ? purge() : Result<void>();
}

Result<void> FileBodies::purge() {
  if (forgotten_.empty()) return {};
  if (auto safe = files_.sync_removals(); !safe) return safe;
  const auto done = sql::at_once(database_, changing, [&]() -> Result<void> {
    for (const auto& id : forgotten_) {
      auto gone = database_.run("DELETE FROM entry WHERE id = ?1", "forgetting an entry", {id});
      if (!gone) return gone.error();
    }
    return {};
  });
  if (done) forgotten_.clear();
  return done;
}

void FileBodies::ring() {
  const auto bell = files_.folder() / "bell";
  const FileDescriptor made(::open(bell.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  if (made.number() >= 0 && ::futimens(made.number(), nullptr) != 0) return;
}

// Where the kernel gives no watch, it is a plain pause.
void FileBodies::wait(std::chrono::milliseconds most) {
  if (changes_.number() < 0) {
    ring();  // makes the bell
    changes_ = FileDescriptor(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    ::inotify_add_watch(changes_.number(), files_.accepted().c_str(), IN_MOVED_TO | IN_CREATE);
    ::inotify_add_watch(changes_.number(), (files_.folder() / "bell").c_str(), IN_ATTRIB);
    return;  // what came before the watch was there would not be noticed
  }
  pollfd watched{changes_.number(), POLLIN, 0};
  if (::poll(&watched, 1, static_cast<int>(most.count())) <= 0) return;
  char events[4096];
  while (::read(changes_.number(), events, sizeof events) > 0) {
  }
}

}  // namespace chancery
