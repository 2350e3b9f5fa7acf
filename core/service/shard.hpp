// Distribution to a part of a list's members, so that whoever takes it up after a crash sends only
// again what left since the last commit: no more than `max_duplicates` copies.
#pragma once

#include "service/supervisor.hpp"
#include "service/way_out.hpp"
#include "store/queue.hpp"

#include <functional>

namespace chancery {

// How a piece of work ended.
enum class Ended {
  done,     // all members of the part are final, or have a job of their own
  stopped,  // the service stops, and what is done is committed
  lost,     // the claim is somebody else's
  outage,   // nothing leaves at the moment; `why` says it
};

struct ShardPolicy {
  std::size_t max_duplicates = 100;
  bool gives_up = false;  // what is to be tried again has been tried for long enough
};

// Writes down, durably, who failed for good.
using KeepFailed = std::function<Result<void>(const Report&)>;

class Shard final : public Sealed::Receiver {
 public:
  // All outlive this. `stop`: the service is to end.
  Shard(Queue& queue, const Job& job, WayOut& way_out, Vitals& vitals, const ShardPolicy& policy,
        const KeepFailed& keep_failed, const std::function<bool()>& stop)
      : queue_(queue),
        job_(job),
        way_out_(way_out),
        vitals_(vitals),
        policy_(policy),
        keep_failed_(keep_failed),
        stop_(stop) {}

  void copy(const Copy& copy) override;
  void later(std::string_view address, const std::string& why) override;
  void skip(std::string_view address, const std::string& why) override;

  // After the last copy: how it ended. An Error: a commit failed.
  Result<Ended> end();
  std::size_t delivered() const { return report_.delivered; }
  std::size_t failed() const { return failed_; }
  const std::string& why() const { return why_; }
  // What finish() of the queue is to be told: it was not committed yet.
  const std::vector<Later>& open_ends() const { return later_; }

 private:
  void send(const OutgoingCopy& copy);
  void count(const std::string& recipient, const DeliveryResult& result);
  void put_off(const std::string& address, const std::string& why);
  void commit();
  bool is_outage() const;
  Result<void> write_down();
  bool over() const { return failure_ || ended_ != Ended::done; }

  Queue& queue_;
  const Job& job_;
  WayOut& way_out_;
  Vitals& vitals_;
  ShardPolicy policy_;
  const KeepFailed& keep_failed_;
  const std::function<bool()>& stop_;
  Report report_;
  std::size_t failed_ = 0;
  std::string last_;                         // address that was reached
  std::vector<Later> later_;                 // since the last commit
  std::size_t since_ = 0, final_since_ = 0;  // recipients since then; of these, without `later`
  Ended ended_ = Ended::done;
  std::string why_;
  std::optional<Error> failure_;
};

// The part of a list that is one address.
AddressRange only(const std::string& address);

}  // namespace chancery
