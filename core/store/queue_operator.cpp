// What operators see of the queue, and what they may do to it.
#include "store/sql_queue.hpp"

namespace chancery {
namespace {

// ?1: an id, or nothing for all.
constexpr const char* select_entries =
    "SELECT id, sender, list, received, size, max(state), count(*), max(attempts),"
    " max(crashes), min(due), (SELECT why FROM job WHERE job.entry = entry.id AND why <> '' LIMIT "
    "1)"
    " FROM entry JOIN job ON job.entry = entry.id WHERE ?1 = '' OR id = ?1"
    " GROUP BY id ORDER BY received, id";

QueueEntry entry_of(const sql::Rows& row) {
  QueueEntry entry;
  entry.id = row.bytes(0);
  entry.sender = row.bytes(1);
  entry.list = row.bytes(2);
  entry.received = from_seconds(row.number(3));
  entry.size = static_cast<std::uint64_t>(row.number(4));
  entry.state = static_cast<JobState>(row.number(5));
  entry.jobs = static_cast<std::size_t>(row.number(6));
  entry.attempts = static_cast<int>(row.number(7));
  entry.crashes = static_cast<int>(row.number(8));
  entry.due = from_seconds(row.number(9));
  entry.why = row.bytes(10);
  return entry;
}

QueueJob queue_job_of(const sql::Rows& row) {
  QueueJob job;
  job.work = static_cast<Work>(row.number(0));
  job.state = static_cast<JobState>(row.number(1));
  job.after = row.bytes(2);
  job.until = row.bytes(3);
  job.address = row.bytes(4);
  job.attempts = static_cast<int>(row.number(5));
  job.crashes = static_cast<int>(row.number(6));
  job.due = from_seconds(row.number(7));
  job.why = row.bytes(8);
  if (job.state == JobState::claimed)
    job.holder = "process " + std::to_string(row.number(9)) + " on " + std::string(row.bytes(10));
  return job;
}

template <class T, class Of>
Result<std::vector<T>> all_of(Result<sql::Rows> rows, Of of) {
  std::vector<T> found;
  if (!rows) return rows.error();
  for (;;) {
    const auto more = rows->next();
    if (!more) return more.error();
    if (!*more) return found;
    found.push_back(of(*rows));
  }
}

}  // namespace

Result<std::vector<QueueEntry>> SqlQueue::entries() {
  if (auto taken = bodies_->take_in_all(); !taken) return taken.error();
  return all_of<QueueEntry>(database_->query(select_entries, "listing the queue", {""}), entry_of);
}

Result<std::optional<QueueEntry>> SqlQueue::entry(const std::string& id) {
  if (auto taken = bodies_->take_in_all(); !taken) return taken.error();
  auto found =
      all_of<QueueEntry>(database_->query(select_entries, "looking up an entry", {id}), entry_of);
  if (!found) return found.error();
  if (found->empty()) return std::optional<QueueEntry>();
  return std::optional(std::move(found->front()));
}

Result<std::vector<QueueJob>> SqlQueue::jobs(const std::string& id) {
  return all_of<QueueJob>(
      database_->query("SELECT work, state, after, until, address, attempts, crashes, due, why,"
                       " pid, machine FROM job WHERE entry = ?1 ORDER BY number",
                       "listing jobs", {id}),
      queue_job_of);
}

Result<QueueCounts> SqlQueue::counts() {
  if (auto taken = bodies_->take_in_all(); !taken) return taken.error();
  auto rows = database_->query(
      "SELECT count(DISTINCT entry), count(*) FILTER (WHERE state = 0 AND due <= ?1),"
      " count(*) FILTER (WHERE state = 0 AND due > ?1), count(*) FILTER (WHERE state = 1),"
      " count(*) FILTER (WHERE state = 2), count(*) FILTER (WHERE state = 3) FROM job",
      "counting the queue", {now()});
  if (!rows) return rows.error();
  if (auto row = rows->next(); !row) return row.error();
  const auto number = [&](int column) { return static_cast<std::size_t>(rows->number(column)); };
  return QueueCounts{number(0), number(1), number(2), number(3), number(4), number(5)};
}

Result<bool> SqlQueue::hold(const std::string& id, std::string_view why) {
  if (auto taken = bodies_->take_in_all(); !taken) return taken.error();
  return change("UPDATE job SET state = ?2, token = '', why = ?3 WHERE entry = ?1 AND state < ?2",
                "holding an entry", {id, stored(JobState::held), words_of(why)});
}

Result<bool> SqlQueue::release(const std::string& id) {
  auto done = change(
      "UPDATE job SET state = ?2, due = ?3, crashes = 0, why = ''"
      " WHERE entry = ?1 AND state >= ?4",
      "releasing an entry", {id, stored(JobState::ready), now(), stored(JobState::held)});
  bodies_->ring();
  return done;
}

Result<bool> SqlQueue::retry(const std::string& id) {
  auto done = change("UPDATE job SET due = ?3 WHERE entry = ?1 AND state = ?2 AND due > ?3",
                     "retrying an entry", {id, stored(JobState::ready), now()});
  bodies_->ring();
  return done;
}

Result<bool> SqlQueue::remove(const std::string& id) {
  if (auto taken = bodies_->take_in_all(); !taken) return taken.error();
  auto done = change("DELETE FROM job WHERE entry = ?1", "removing an entry", {id});
  if (!done || !*done) return done;
  if (auto gone = bodies_->forget(id); !gone) return gone.error();
  if (auto purged = bodies_->tidy(true); !purged) return purged.error();
  return true;
}

}  // namespace chancery
