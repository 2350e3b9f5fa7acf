// The embedded queue: messages are files, rows are what has become of them. Its functions lie in
// sql_queue.cpp (opening, commits of workers), queue_claim.cpp (who gets what), file_bodies.cpp
// (rows that follow files) and queue_operator.cpp.
//
// An entry is done when it has no job. Its file goes then, and its row only once that is durable:
// a message that comes back after a power cut finds its row, and is not sent again.
#pragma once

#include "base/check.hpp"
#include "store/queue_files.hpp"
#include "store/sqlite.hpp"

#include <concepts>

namespace chancery {

class SqlQueue final : public Queue {
 public:
  SqlQueue(std::unique_ptr<sqlite::Database> database, QueueFiles files, const Clock& clock,
           const QueuePolicy& policy)
      : database_(std::move(database)), files_(std::move(files)), clock_(clock), policy_(policy) {}

  Result<void> repair() override;
  Result<std::optional<Job>> claim(const Holder& holder) override;
  void wait(std::chrono::milliseconds most) override;
  Result<std::string> message(const std::string& entry) override;

  Result<bool> decided(const Job& job, std::string_view record,
                       std::span<const AddressRange> shards) override;
  Result<bool> advance(const Job& job, std::string_view after,
                       std::span<const Later> later) override;
  Result<bool> finish(const Job& job, std::span<const Later> later) override;
  Result<bool> defer(const Job& job, std::string_view why) override;
  Result<bool> give_back(const Job& job) override;
  Result<bool> quarantine(const Job& job, std::string_view why) override;
  Result<bool> renew(const Job& job) override;
  Result<std::int64_t> died(const Process& worker, bool alone) override;

  Result<std::vector<QueueEntry>> entries() override;
  Result<std::optional<QueueEntry>> entry(const std::string& id) override;
  Result<std::vector<QueueJob>> jobs(const std::string& id) override;
  Result<QueueCounts> counts() override;
  Result<bool> hold(const std::string& id, std::string_view why) override;
  Result<bool> release(const std::string& id) override;
  Result<bool> retry(const std::string& id) override;
  Result<bool> remove(const std::string& id) override;

 private:
  // All of what `work` does, or nothing. `work` returns a Result; false undoes as an error does.
  template <class Work>
  auto at_once(Work work) -> decltype(work());
  Result<bool> change(const char* sql, std::string_view doing, sqlite::Values values);

  Result<void> add_later(const Job& job, std::span<const Later> later);
  Result<std::int64_t> jobs_left(const std::string& entry);
  // After the commit that left an entry without jobs.
  Result<void> forget(const std::string& entry);
  // Removes the rows of entries whose files are durably gone.
  Result<void> purge();

  Result<std::size_t> take_in(const fs::path& folder);
  Result<void> take_in_all();
  Result<bool> add_entry(const std::string& id);
  Result<bool> insert_entry(const std::string& id, const QueueFiles::Read& read,
                            const std::string& why);
  Result<void> drop_finished();
  Result<void> quarantine_without_file();

  Result<void> take_over(const Holder& asker);
  Result<std::int64_t> free_claims(const Holder& dead, bool alone);
  Result<std::optional<Job>> pick(const Holder& holder);
  std::int64_t now() const { return seconds(clock_.now()); }
  std::int64_t pause_after(int failures) const;
  void ring() const;

  std::unique_ptr<sqlite::Database> database_;
  QueueFiles files_;
  const Clock& clock_;
  QueuePolicy policy_;
  std::vector<std::string> forgotten_;  // rows to purge
  FileDescriptor changes_;              // inotify
};

template <class Work>
auto SqlQueue::at_once(Work work) -> decltype(work()) {
  constexpr std::string_view doing = "changing the queue";
  // IMMEDIATE: waits here for other writers, and not at a statement in the middle.
  if (auto begun = database_->run("BEGIN IMMEDIATE", doing); !begun) return begun.error();
  auto result = work();
  bool keep = result.has_value();
  if constexpr (std::same_as<decltype(work()), Result<bool>>) keep = keep && *result;
  if (keep) {
    auto committed = database_->run("COMMIT", doing);
    if (committed) return result;
    result = committed.error();
  }
  // It can only fail where SQLite has already rolled back by itself.
  if (database_->in_transaction())
    if (auto undone = database_->script("ROLLBACK", doing); !undone) return undone.error();
  return result;
}

// How the numbers stand in the rows; the order of states is their urgency to an operator.
constexpr std::int64_t stored(JobState state) { return static_cast<std::int64_t>(state); }
constexpr std::int64_t stored(Work work) { return static_cast<std::int64_t>(work); }

}  // namespace chancery
