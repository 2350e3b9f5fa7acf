// Mail that was accepted and is not yet done with. What was taken stays through any crash until
// somebody commits that it is done; what happens twice after a crash is bounded by the commits.
//
// An *entry* is one message to one recipient of ours, a list. Its work is cut into *jobs*: first
// one that decides, then one a shard of the members, and one for each member that has to be tried
// again. A job is claimed with a token, and every commit about it is conditional on that token:
// whoever lost it has to stop.
//
// A seam: one machine has files and SQLite behind it; another database can stand there. A failure
// of it is try_later, and never looks like "no more work".
#pragma once

#include "base/clock.hpp"
#include "base/files.hpp"
#include "store/holder.hpp"
#include "store/store.hpp"

#include <chancery/result.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

// What came with a message, of the envelope, never authority. Addresses are bare, and nothing in
// them is a control character.
struct Envelope {
  std::string sender;  // "": the null sender
  std::vector<std::string> recipients;
  bool utf8 = false;  // SMTPUTF8 was asked for, RFC 6531
  Time received{};
};

// A message on its way in, for one thread at a time. Leaves nothing behind unless kept.
class Arrival {
 public:
  virtual ~Arrival() = default;
  virtual Result<void> append(std::string_view bytes) = 0;
  // One id a recipient, in the order of the envelope: durable when it returns.
  virtual std::vector<Result<std::string>> keep() = 0;
};

// Where mail comes in. Touches no rows: they follow.
class Intake {
 public:
  static Result<std::unique_ptr<Intake>> open(const fs::path& folder);
  virtual ~Intake() = default;
  virtual Result<std::unique_ptr<Arrival>> arrive(const Envelope& envelope) = 0;
  virtual Result<std::uint64_t> room() const = 0;  // bytes that still fit
};

enum class Work { decide, shard, recipient };
enum class JobState { ready, claimed, held, quarantined };
std::string_view name(Work work);
std::string_view name(JobState state);

struct Job {
  std::int64_t number = 0;
  std::string token;  // of this claim
  std::string entry;
  Work work = Work::decide;
  std::string sender, list;  // `list`: the address that the message was sent to
  Time received{};
  std::string decision;      // what decided() was given; empty for `decide`
  std::string after, until;  // of `shard`: the addresses beyond `after` up to and with `until`, in
                             // byte order; empty: from the first, to the last
  std::string address;       // of `recipient`
  int attempts = 0;          // that failed for now
  int crashes = 0;           // workers that died of it since it last got on
};

// A recipient to be tried again.
struct Later {
  std::string address, why;
};

struct QueuePolicy {
  int crashes = 3;                           // then the job is quarantined
  std::chrono::seconds lease{30};            // of claims that another machine holds
  std::chrono::seconds first_pause{60};      // before the second retry; the first is at once
  std::chrono::seconds longest_pause{3600};  // it doubles until then
};

// An entry as an operator sees it.
struct QueueEntry {
  std::string id, sender, list;
  Time received{};
  std::uint64_t size = 0;
  JobState state = JobState::ready;  // the most urgent of its jobs'
  std::size_t jobs = 0;
  int attempts = 0, crashes = 0;  // the most of any job
  Time due{};                     // of the first
  std::string why;                // it waits: of the last failure
};

struct QueueJob {
  Work work = Work::decide;
  JobState state = JobState::ready;
  std::string after, until, address, holder, why;
  int attempts = 0, crashes = 0;
  Time due{};
};

struct QueueCounts {
  std::size_t entries = 0, ready = 0, waiting = 0, claimed = 0, held = 0, quarantined = 0;  // jobs
};

class Queue {
 public:
  // Opens or makes it. `clock` outlives it.
  static Result<std::unique_ptr<Queue>> open(const fs::path& folder, const Clock& clock,
                                             const QueuePolicy& policy = {});
  virtual ~Queue() = default;

  // Before anybody claims: puts rows and messages that a crash left apart together again.
  virtual Result<void> repair() = 0;

  // The next job that is due; none: nothing is. `holder`: who will work on it.
  virtual Result<std::optional<Job>> claim(const Holder& holder) = 0;
  // Until something may have come, or that long.
  virtual void wait(std::chrono::milliseconds most) = 0;
  // The bytes as they came. not_found: somebody removed the entry.
  virtual Result<std::string> message(const std::string& entry) = 0;

  // False, from all of these: the claim is no longer ours, nothing was changed, stop.
  //
  // Ends `decide`: the record goes to a job for each range. No ranges: the entry is done with.
  virtual Result<bool> decided(const Job& job, std::string_view record,
                               std::span<const AddressRange> shards) = 0;
  // All up to and with `after` are final, but for those that get a job of their own.
  virtual Result<bool> advance(const Job& job, std::string_view after,
                               std::span<const Later> later) = 0;
  virtual Result<bool> finish(const Job& job, std::span<const Later> later = {}) = 0;
  virtual Result<bool> defer(const Job& job, std::string_view why) = 0;  // costs an attempt
  virtual Result<bool> give_back(const Job& job) = 0;                    // costs nothing
  virtual Result<bool> quarantine(const Job& job, std::string_view why) = 0;

  // The leases of all that the holder's keeper sees to, whichever of its workers holds it: how
  // many. To be called several times a lease.
  virtual Result<std::int64_t> renew(const Holder& holder) = 0;
  // What that process held is free again. `alone`: it died of its work, which costs an attempt.
  // How many jobs it held.
  virtual Result<std::int64_t> died(const Process& worker, bool alone) = 0;

  virtual Result<std::vector<QueueEntry>> entries() = 0;  // in the order of arrival
  virtual Result<std::optional<QueueEntry>> entry(const std::string& id) = 0;
  virtual Result<std::vector<QueueJob>> jobs(const std::string& id) = 0;
  virtual Result<QueueCounts> counts() = 0;
  // False: there is no such entry, or nothing of it is in that state. Whoever is working on it
  // loses the claim.
  virtual Result<bool> hold(const std::string& id, std::string_view why) = 0;
  virtual Result<bool> release(const std::string& id) = 0;  // what is held or quarantined
  virtual Result<bool> retry(const std::string& id) = 0;    // now what waits for its time
  virtual Result<bool> remove(const std::string& id) = 0;
};

}  // namespace chancery
