// Opening, and what workers commit.
#include "store/sql_queue.hpp"

#include "base/check.hpp"
#include "store/file_bodies.hpp"
#include "store/schema.hpp"

#include <algorithm>

namespace chancery {
namespace {

// `due` orders what is ready; claimed jobs are few, so their holders need no index.
constexpr const char* version_1 = R"sql(
  CREATE TABLE entry (
    id TEXT PRIMARY KEY,
    sender TEXT NOT NULL,
    list TEXT NOT NULL,
    received INTEGER NOT NULL,
    size INTEGER NOT NULL,
    decision BLOB NOT NULL DEFAULT x''
  ) STRICT;

  CREATE TABLE job (
    number INTEGER PRIMARY KEY,
    entry TEXT NOT NULL REFERENCES entry,
    work INTEGER NOT NULL,
    after TEXT NOT NULL DEFAULT '',
    until TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    state INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    crashes INTEGER NOT NULL DEFAULT 0,
    why TEXT NOT NULL DEFAULT '',
    token TEXT NOT NULL DEFAULT '',
    machine TEXT NOT NULL DEFAULT '',
    space TEXT NOT NULL DEFAULT '',
    pid INTEGER NOT NULL DEFAULT 0,
    born INTEGER NOT NULL DEFAULT 0,
    keeper_pid INTEGER NOT NULL DEFAULT 0,
    keeper_born INTEGER NOT NULL DEFAULT 0,
    lease INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE INDEX job_due ON job (state, due, number);
  CREATE INDEX job_entry ON job (entry);
)sql";

constexpr const char* migrations[] = {version_1};
constexpr std::string_view changing = "changing the queue";
constexpr sqlite::Schema queue_schema = {0x43484151, migrations};  // "CHAQ"

}  // namespace

std::string_view name(Work work) {
  switch (work) {
    case Work::decide: return "decide";
    case Work::shard: return "shard";
    case Work::recipient: return "recipient";
  }
  return {};
}

std::string_view name(JobState state) {
  switch (state) {
    case JobState::ready: return "ready";
    case JobState::claimed: return "claimed";
    case JobState::held: return "held";
    case JobState::quarantined: return "quarantined";
  }
  return {};
}

Result<std::unique_ptr<Queue>> Queue::open(const fs::path& folder, const Clock& clock,
                                           const QueuePolicy& policy) {
  QueueFiles files(folder);
  if (auto made = files.make_folders(); !made) return made.error();
  auto database =
      sqlite::open_database((folder / "queue.db").string(), std::chrono::seconds(10), queue_schema);
  if (!database && database.error().code == Code::misconfigured)
    return Err(Code::misconfigured, database.error().what,
               "queue.db and queue.db-wal may be moved away while nothing runs: what is in the "
               "queue is then begun anew from its messages");
  if (!database) return database.error();
  auto bodies = std::make_unique<FileBodies>(**database, std::move(files), clock);
  return std::unique_ptr<Queue>(
      std::make_unique<SqlQueue>(std::move(*database), std::move(bodies), policy));
}

Result<bool> SqlQueue::change(const std::string& sql, std::string_view doing, sql::Values values) {
  const auto changed = database_->run(sql, doing, values);
  if (!changed) return changed.error();
  return *changed > 0;
}

Result<bool> SqlQueue::decided(const Job& job, std::string_view record,
                               std::span<const AddressRange> shards) {
  constexpr std::string_view doing = "keeping a decision";
  CHECK(job.work == Work::decide, "only what decides is decided");
  auto done = sql::at_once(*database_, changing, [&]() -> Result<bool> {
    auto ours =
        change("DELETE FROM job WHERE number = ?1 AND token = ?2", doing, {job.number, job.token});
    if (!ours || !*ours) return ours;
    auto kept = change("UPDATE entry SET decision = ?2 WHERE id = ?1", doing,
                       {job.entry, sql::Blob{record}});
    if (!kept) return kept;
    for (const AddressRange& shard : shards) {
      auto added =
          change("INSERT INTO job (entry, work, after, until, due) VALUES (?1, ?2, ?3, ?4, ?5)",
                 doing, {job.entry, stored(Work::shard), shard.after, shard.until, now()});
      if (!added) return added;
    }
    return true;
  });
  if (!done || !*done) return done;
  if (shards.empty()) {
    if (auto gone = bodies_->forget(job.entry); !gone) return gone.error();
  } else {
    bodies_->ring();
  }
  return true;
}

// The first retry is at once: so its time is now.
Result<void> SqlQueue::add_later(const Job& job, std::span<const Later> later) {
  for (const Later& one : later) {
    auto added = database_->run(
        "INSERT INTO job (entry, work, address, due, attempts, why) VALUES (?1, ?2, ?3, ?4, 1, ?5)",
        "keeping a recipient for later",
        {job.entry, stored(Work::recipient), one.address, now(), words_of(one.why)});
    if (!added) return added.error();
  }
  return {};
}

// What got on is not what kills workers: it begins to count anew.
Result<bool> SqlQueue::advance(const Job& job, std::string_view after,
                               std::span<const Later> later) {
  auto done = sql::at_once(*database_, changing, [&]() -> Result<bool> {
    auto ours = change(
        "UPDATE job SET after = ?3, crashes = 0, lease = ?4 WHERE number = ?1 AND token = ?2",
        "keeping how far a shard is",
        {job.number, job.token, after, now() + policy_.lease.count()});
    if (!ours || !*ours) return ours;
    if (auto added = add_later(job, later); !added) return added.error();
    return true;
  });
  if (done && *done && !later.empty()) bodies_->ring();
  return done;
}

Result<bool> SqlQueue::finish(const Job& job, std::span<const Later> later) {
  std::int64_t left = 0;
  auto done = sql::at_once(*database_, changing, [&]() -> Result<bool> {
    auto ours = change("DELETE FROM job WHERE number = ?1 AND token = ?2", "finishing a job",
                       {job.number, job.token});
    if (!ours || !*ours) return ours;
    // Of two who finish the last jobs at once, one must see that it is the last.
    auto alone = lock(job.entry);
    if (!alone) return alone.error();
    if (auto added = add_later(job, later); !added) return added.error();
    auto counted = jobs_left(job.entry);
    if (!counted) return counted.error();
    left = *counted;
    return true;
  });
  if (!done || !*done) return done;
  if (left == 0)
    if (auto gone = bodies_->forget(job.entry); !gone) return gone.error();
  if (!later.empty()) bodies_->ring();
  return true;
}

Result<void> SqlQueue::lock(const std::string& entry) {
  const auto locked = database_->number(
      "SELECT 1 FROM entry WHERE id = ?1" + database_->words().locked, "locking an entry", {entry});
  if (!locked) return locked.error();
  return {};
}

Result<std::int64_t> SqlQueue::jobs_left(const std::string& entry) {
  return database_->number("SELECT count(*) FROM job WHERE entry = ?1", "counting jobs", {entry});
}

Result<bool> SqlQueue::defer(const Job& job, std::string_view why) {
  const int attempts = job.attempts + 1;
  return change(
      "UPDATE job SET state = ?3, token = '', attempts = ?4, due = ?5, why = ?6"
      " WHERE number = ?1 AND token = ?2",
      "deferring a job",
      {job.number, job.token, stored(JobState::ready), std::int64_t{attempts},
       now() + pause_after(attempts), words_of(why)});
}

Result<bool> SqlQueue::give_back(const Job& job) {
  auto done = change("UPDATE job SET state = ?3, token = '' WHERE number = ?1 AND token = ?2",
                     "giving back a job", {job.number, job.token, stored(JobState::ready)});
  bodies_->ring();
  return done;
}

Result<bool> SqlQueue::quarantine(const Job& job, std::string_view why) {
  return change("UPDATE job SET state = ?3, token = '', why = ?4 WHERE number = ?1 AND token = ?2",
                "quarantining a job",
                {job.number, job.token, stored(JobState::quarantined), words_of(why)});
}

// Back-off begins with the second failure, and doubles.
std::int64_t SqlQueue::pause_after(int failures) const {
  if (failures <= 1) return 0;
  const int doublings = std::min(failures - 2, 30);
  return std::min(policy_.first_pause.count() << doublings, policy_.longest_pause.count());
}

}  // namespace chancery
