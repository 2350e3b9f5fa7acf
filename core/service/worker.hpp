// Claims jobs and walks the pipeline with them: decides a message once, distributes it part by
// part, tries again who could not be reached. One process, one thread, one message at a time.
#pragma once

#include "config/settings.hpp"
#include "flow/exit.hpp"
#include "flow/pipeline.hpp"
#include "flow/remembered.hpp"
#include "service/recipients.hpp"
#include "service/shard.hpp"

namespace chancery {

// The site as a worker has it open. Everything outlives the worker.
struct Workplace {
  const Settings& settings;
  const Plugins& plugins;
  Store& store;
  Queue& queue;
  TrustFiles trust;
  const Clock& clock;
  Log& log;
};

class Worker {
 public:
  // `stop`: whether the service is to end, asked between two commits.
  Worker(const Workplace& place, const Child& child, std::function<bool()> stop);
  // Until it is to stop, or has done so much that a fresh process is better.
  void run();

 private:
  // One job: an Error says why it has to wait.
  Result<void> work(const Job& job);
  Result<void> work_for(const Job& job, const Destination& destination);
  Result<void> work_with(const Job& job, Incoming incoming, const Office& office, Purpose purpose);
  Result<void> decide_for(const Job& job, Incoming incoming, const Office& office);
  // Marks it as had by this entry, in the list's memory, before it is distributed.
  Result<void> remember(const Office& office);
  Result<void> forward_for(const Job& job, Incoming incoming, const Office& office);
  Result<void> note_bounces_for(const Job& job, Incoming incoming, const Office& office);
  Result<void> distribute_for(const Job& job, Incoming incoming, const Office& office);
  Result<void> settle(const Job& job, const std::string& list, const Shard& shard, Ended ended);
  Result<std::vector<AddressRange>> shards_of(const ListSettings& list);
  Result<void> keep_failed(const Authorized& authorized, const Report& report);
  // What becomes of a job after an Error.
  void put_off(const Job& job, const Error& error);
  Result<void> keep_unusable(const Job& job, const Error& error);
  bool too_old(const Job& job) const;
  // A claim that is gone is no error: somebody else has the job, or nobody should.
  static Result<void> committed(const Result<bool>& ours);
  // Into the folders of kept mail, and to those who are told of it.
  RealExit way_to_keep() const;

  const Workplace& place_;
  const Child& child_;
  std::function<bool()> stop_;
  WayOut way_out_;
  Holder self_;
  Remembered remembered_;
};

}  // namespace chancery
