// The queue over a database that speaks SQL. Its functions lie in sql_queue.cpp (opening, commits
// of workers), queue_claim.cpp (who gets what) and queue_operator.cpp; what differs between one
// machine and several is behind Bodies.
//
// An entry is done when it has no job.
#pragma once

#include "store/bodies.hpp"
#include "store/queue_rows.hpp"
#include "store/sql.hpp"

namespace chancery {

class SqlQueue final : public Queue {
 public:
  // `bodies` may use the database.
  SqlQueue(std::unique_ptr<sql::Database> database, std::unique_ptr<Bodies> bodies,
           const QueuePolicy& policy)
      : database_(std::move(database)), bodies_(std::move(bodies)), policy_(policy) {}

  Result<void> repair() override { return bodies_->repair(); }
  Result<std::optional<Job>> claim(const Holder& holder) override;
  void wait(std::chrono::milliseconds most) override { bodies_->wait(most); }
  Result<std::string> message(const std::string& entry) override { return bodies_->message(entry); }

  Result<bool> decided(const Job& job, std::string_view record,
                       std::span<const AddressRange> shards) override;
  Result<bool> advance(const Job& job, std::string_view after,
                       std::span<const Later> later) override;
  Result<bool> finish(const Job& job, std::span<const Later> later) override;
  Result<bool> defer(const Job& job, std::string_view why) override;
  Result<bool> give_back(const Job& job) override;
  Result<bool> quarantine(const Job& job, std::string_view why) override;
  Result<std::int64_t> renew(const Holder& holder) override;
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
  Result<bool> change(const std::string& sql, std::string_view doing, sql::Values values);
  Result<void> add_later(const Job& job, std::span<const Later> later);
  Result<void> lock(const std::string& entry);
  Result<std::int64_t> jobs_left(const std::string& entry);
  Result<void> take_over(const Holder& asker);
  Result<void> free_abandoned(const Holder& asker);
  Result<void> free_late(const Holder& asker);
  struct Held {
    std::int64_t number;
    int crashes;
  };
  Result<std::vector<Held>> held_by(const Holder& holder);
  Result<bool> blame(const Held& held);
  Result<std::int64_t> free_claims(const Holder& dead, bool alone);
  Result<void> give_back_unheard();
  Result<std::optional<Job>> pick(const Holder& holder);
  std::int64_t now() const { return bodies_->now(); }
  std::int64_t pause_after(int failures) const;

  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<Bodies> bodies_;
  QueuePolicy policy_;
  std::string unheard_;  // token of a claim that failed when it may have been kept
};

}  // namespace chancery
