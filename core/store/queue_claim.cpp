// Who gets which job, and what becomes of the jobs of those who died.
#include "base/random.hpp"
#include "store/sql_queue.hpp"

namespace chancery {
namespace {

constexpr std::string_view taking_over = "taking over claims";
constexpr std::string_view freeing = "freeing the claims of a dead process";

Holder holder_of(const sql::Rows& row) {
  Holder holder;
  holder.machine = row.bytes(0);
  holder.space = row.bytes(1);
  holder.process = {row.number(2), row.number(3)};
  holder.keeper = {row.number(4), row.number(5)};
  return holder;
}

Job job_of(const sql::Rows& row, std::string token) {
  Job job;
  job.number = row.number(0);
  job.token = std::move(token);
  job.entry = row.bytes(1);
  job.work = static_cast<Work>(row.number(2));
  job.after = row.bytes(3);
  job.until = row.bytes(4);
  job.address = row.bytes(5);
  job.attempts = static_cast<int>(row.number(6));
  job.crashes = static_cast<int>(row.number(7));
  job.sender = row.bytes(8);
  job.list = row.bytes(9);
  job.received = from_seconds(row.number(10));
  job.decision = row.bytes(11);
  return job;
}

}  // namespace

// The server may have kept a claim whose answer was lost on the way. Nobody knows of that job, and
// its holder lives: it would be held for ever.
Result<void> SqlQueue::give_back_unheard() {
  if (unheard_.empty()) return {};
  const auto done = database_->run("UPDATE job SET state = ?2, token = '' WHERE token = ?1",
                                   "giving back a claim", {unheard_, stored(JobState::ready)});
  if (!done) return done.error();
  unheard_.clear();
  return {};
}

// What cannot be taken in, taken over or tidied must not keep back what is there: it is tried again
// with every claim, and complained of when there is no work.
Result<std::optional<Job>> SqlQueue::claim(const Holder& holder) {
  if (auto free = give_back_unheard(); !free) return free.error();
  const auto taken = bodies_->take_in();
  const auto freed = take_over(holder);
  auto job = pick(holder);
  const bool idle = job && !*job;
  if (idle && !taken) return taken.error();
  if (idle && !freed) return freed.error();
  if (auto tidied = bodies_->tidy(idle); idle && !tidied) return tidied.error();
  return job;
}

// A time further away than any pause was written by a clock that has been set back since.
Result<std::optional<Job>> SqlQueue::pick(const Holder& holder) {
  constexpr std::string_view doing = "claiming a job";
  const std::string find =
      "SELECT number, entry, work, after, until, address, attempts, crashes, sender, list,"
      " received, decision FROM job JOIN entry ON entry.id = job.entry"
      " WHERE state = ?1 AND (due <= ?2 OR due > ?3) ORDER BY due, number LIMIT 1";
  const std::string find_free = find + database_->words().skip_locked;
  const auto most = now() + policy_.longest_pause.count();
  std::optional<Job> job;
  const auto look = [&](const std::string& sql) -> Result<bool> {
    auto rows = database_->query(sql, doing, {stored(JobState::ready), now(), most});
    if (!rows) return rows.error();
    const auto found = rows->next();
    if (!found || !*found) return found;
    job = job_of(*rows, random_hex(16));
    return true;
  };
  // First without locking: whoever waits for work must not keep those from writing who have some.
  if (auto any = look(find); !any || !*any) {
    if (!any) return any.error();
    return std::optional<Job>();
  }
  const auto done = sql::at_once(*database_, doing, [&]() -> Result<bool> {
    if (auto any = look(find_free); !any || !*any) return any;
    return change(
        "UPDATE job SET state = ?2, token = ?3, machine = ?4, space = ?5, pid = ?6, born = ?7,"
        " keeper_pid = ?8, keeper_born = ?9, lease = ?10 WHERE number = ?1",
        doing,
        {job->number, stored(JobState::claimed), job->token, holder.machine, holder.space,
         holder.process.pid, holder.process.born, holder.keeper.pid, holder.keeper.born,
         now() + policy_.lease.count()});
  });
  if (!done) {
    unheard_ = job ? job->token : "";
    return done.error();
  }
  if (!*done) job.reset();
  return job;
}

Result<void> SqlQueue::take_over(const Holder& asker) {
  if (auto freed = free_abandoned(asker); !freed) return freed;
  return free_late(asker);
}

// Of this machine, at once.
Result<void> SqlQueue::free_abandoned(const Holder& asker) {
  std::vector<Holder> dead;
  {
    auto rows = database_->query(
        "SELECT DISTINCT machine, space, pid, born, keeper_pid, keeper_born FROM job"
        " WHERE state = ?1",
        taking_over, {stored(JobState::claimed)});
    if (!rows) return rows.error();
    for (;;) {
      const auto more = rows->next();
      if (!more) return more.error();
      if (!*more) break;
      const auto holder = holder_of(*rows);
      if (holder.abandoned(asker) || (!bodies_->shared() && holder.before_boot(asker)))
        dead.push_back(holder);
    }
  }
  for (const Holder& holder : dead)
    if (auto freed = free_claims(holder, false); !freed) return freed.error();
  return {};
}

// Of others when the lease is over. One that ends later than any could was written by a clock that
// has been set back since. A row that somebody has locked is left to the next time: its holder is
// just committing, or was cut off in the middle of that, which the server notices later than we do.
Result<void> SqlQueue::free_late(const Holder& asker) {
  const std::string late =
      " WHERE state = ?1 AND (machine <> ?2 OR space <> ?3) AND (lease < ?4 OR lease > ?5)";
  const auto over = now(), latest = over + policy_.lease.count();
  const auto any =
      database_->number("SELECT count(*) FROM job" + late, taking_over,
                        {stored(JobState::claimed), asker.machine, asker.space, over, latest});
  if (!any) return any.error();
  if (*any == 0) return {};
  const auto done = database_->run(
      "UPDATE job SET state = ?6, token = '' WHERE number IN"
      " (SELECT number FROM job" +
          late + database_->words().skip_locked + ")",
      taking_over,
      {stored(JobState::claimed), asker.machine, asker.space, over, latest,
       stored(JobState::ready)});
  if (!done) return done.error();
  return {};
}

// What somebody is just committing about is either renewed by that, or no longer claimed. Taking in
// also asks for the time, which the leases are counted by.
Result<std::int64_t> SqlQueue::renew(const Holder& holder) {
  if (auto taken = bodies_->take_in(); !taken) return taken.error();
  return database_->run(
      "UPDATE job SET lease = ?6 WHERE number IN (SELECT number FROM job WHERE state = ?1 AND"
      " machine = ?2 AND space = ?3 AND keeper_pid = ?4 AND keeper_born = ?5" +
          database_->words().skip_locked + ")",
      "renewing claims",
      {stored(JobState::claimed), holder.machine, holder.space, holder.keeper.pid,
       holder.keeper.born, now() + policy_.lease.count()});
}

Result<std::vector<SqlQueue::Held>> SqlQueue::held_by(const Holder& holder) {
  auto rows = database_->query(
      "SELECT number, crashes FROM job WHERE state = ?1 AND machine = ?2"
      " AND space = ?3 AND pid = ?4 AND born = ?5 ORDER BY number" +
          database_->words().locked,
      freeing,
      {stored(JobState::claimed), holder.machine, holder.space, holder.process.pid,
       holder.process.born});
  if (!rows) return rows.error();
  std::vector<Held> held;
  for (;;) {
    const auto more = rows->next();
    if (!more) return more.error();
    if (!*more) return held;
    held.push_back({rows->number(0), static_cast<int>(rows->number(1))});
  }
}

// Counted as a crash, of which the first is retried at once and the last quarantines.
Result<bool> SqlQueue::blame(const Held& held) {
  const int crashes = held.crashes + 1;
  const bool last = crashes >= policy_.crashes;
  return change(
      "UPDATE job SET state = ?2, token = '', crashes = ?3, due = ?4, why = ?5 WHERE number = ?1",
      freeing,
      {held.number, stored(last ? JobState::quarantined : JobState::ready), std::int64_t{crashes},
       now() + pause_after(crashes), "the worker died of it (" + std::to_string(crashes) + ")"});
}

// `alone`: it died of its work.
Result<std::int64_t> SqlQueue::free_claims(const Holder& dead, bool alone) {
  std::int64_t count = 0;
  const auto done = sql::at_once(*database_, freeing, [&]() -> Result<void> {
    const auto all = held_by(dead);
    if (!all) return all.error();
    count = static_cast<std::int64_t>(all->size());
    for (const auto& held : *all) {
      const auto freed =
          alone ? blame(held)
                : change("UPDATE job SET state = ?2, token = '', due = ?3 WHERE number = ?1",
                         freeing, {held.number, stored(JobState::ready), now()});
      if (!freed) return freed.error();
    }
    return {};
  });
  if (!done) return done.error();
  if (count > 0) bodies_->ring();
  return count;
}

Result<std::int64_t> SqlQueue::died(const Process& worker, bool alone) {
  auto dead = Holder::self();
  dead.process = worker;
  return free_claims(dead, alone);
}

}  // namespace chancery
