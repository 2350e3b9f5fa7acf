#include "service/worker.hpp"

#include "flow/harvest.hpp"
#include "flow/memory.hpp"
#include "flow/trace.hpp"

#include <thread>

namespace chancery {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds between_looks{1000}, after_failure{1000};
// Then another process goes on: what a plugin leaks does not add up for ever.
constexpr std::size_t most_jobs = 10'000;

}  // namespace

Worker::Worker(const Workplace& place, const Child& child, std::function<bool()> stop)
    : place_(place),
      child_(child),
      stop_(std::move(stop)),
      way_out_(*place.plugins.transport(place.settings.transport)),
      self_(Holder::self(child.supervisor)) {}

void Worker::run() {
  for (std::size_t jobs = 0; jobs < most_jobs && !stop_();) {
    auto job = place_.queue.claim(self_);
    if (!job) {
      place_.log.write(Severity::error, "work", {{"problem", job.error().what}});
      place_.queue.wait(after_failure);
    } else if (!*job) {
      way_out_.close();  // a server does not like to be kept waiting
      place_.queue.wait(between_looks);
    } else {
      child_.vitals.busy();
      if (auto done = work(**job); !done) put_off(**job, done.error());
      child_.vitals.idle();
      ++child_.vitals.done;
      ++jobs;
    }
  }
}

Result<void> Worker::work(const Job& job) {
  const auto destination = destination_of(place_.settings, job.list);
  if (destination) return work_for(job, *destination);
  if (destination.error().code != Code::not_found) return destination.error();
  return keep_unusable(job, destination.error());
}

Result<void> Worker::work_for(const Job& job, const Destination& destination) {
  auto bytes = place_.queue.message(job.entry);
  if (!bytes && bytes.error().code == Code::not_found)
    return committed(place_.queue.quarantine(job, bytes.error().what));
  if (!bytes) return bytes.error();
  auto incoming = receive(std::move(*bytes), job.sender, job.received);
  if (!incoming) return keep_unusable(job, incoming.error());
  Keyring keyring(place_.plugins.crypto(), place_.trust,
                  keys_of_list(destination.list.folder, place_.settings.key_password_file),
                  demands_of(place_.settings, destination.list));
  Memory memory(place_.store, job.entry, place_.clock.now());
  Office office{place_.settings, destination.list, place_.plugins, place_.store, keyring,
                place_.clock,    place_.log,       true,           false,        &remembered_};
  office.memory = &memory;
  auto done = work_with(job, std::move(*incoming), office, destination.purpose);
  if (done || done.error().code != Code::unusable) return done;
  return keep_unusable(job, done.error());
}

Result<void> Worker::work_with(const Job& job, Incoming incoming, const Office& office,
                               Purpose purpose) {
  switch (purpose) {
    case Purpose::owners: return forward_for(job, std::move(incoming), office);
    case Purpose::bounces: return note_bounces_for(job, std::move(incoming), office);
    case Purpose::post: break;
  }
  return job.work == Work::decide ? decide_for(job, std::move(incoming), office)
                                  : distribute_for(job, std::move(incoming), office);
}

Result<void> Worker::decide_for(const Job& job, Incoming incoming, const Office& office) {
  auto decided = decide(std::move(incoming), office);
  if (!decided) return decided.error();
  const auto* authorized = std::get_if<Authorized>(&*decided);
  const auto& post = authorized ? authorized->post() : std::get<Stopped>(*decided).post;
  const auto& verdict = authorized ? authorized->verdict() : std::get<Stopped>(*decided).verdict;
  place_.log.write(Severity::info, "decide",
                   {{"id", job.entry},
                    {"list", verdict.list},
                    {"message-id", post.message_id()},
                    {"sender", post.sender_text()},
                    {"method", post.method},
                    {"action", verdict.action},
                    {"reason", verdict.reason.value_or("")}});
  if (authorized) {
    auto shards = shards_of(office.list);
    if (!shards) return shards.error();
    if (auto kept = remember(office); !kept) return kept;
    const auto ours = place_.queue.decided(job, authorized->record(), *shards);
    // Whoever lost the claim leaves it to the one that has it, who may decide otherwise.
    if (ours && *ours) harvest(post, office);
    return committed(ours);
  }
  auto exit = way_to_keep();
  auto report = stop(std::get<Stopped>(*decided), office, exit);
  if (!report) return report.error();
  return committed(place_.queue.decided(job, {}, {}));
}

// The entry walks again where the queue does not learn of it: its own mark does not hinder it.
Result<void> Worker::remember(const Office& office) {
  const auto quicker = office.memory->keep(place_.settings.memory);
  if (!quicker) return quicker.error();
  if (!*quicker) return {};
  return Err(Code::try_later, "the same post came twice at once, and " + (*quicker)->entry +
                                  " was quicker: looking again");
}

// Each ends with the last of its members, so that what a member is in does not change with others.
Result<std::vector<AddressRange>> Worker::shards_of(const ListSettings& list) {
  std::vector<AddressRange> shards;
  std::size_t members = 0;
  std::string after, last;
  const auto counted =
      place_.store.each_address(list.name, {}, [&](std::string_view address) -> Result<void> {
        if (members > 0 && members % place_.settings.service.shard_members == 0) {
          shards.push_back({after, last});
          after = last;
        }
        ++members;
        last = address;
        return {};
      });
  if (!counted) return counted.error();
  if (members > 0) shards.push_back({after, last});
  return shards;
}

Result<void> Worker::distribute_for(const Job& job, Incoming incoming, const Office& office) {
  auto parsed = parse(std::move(incoming), office.settings.limits);
  if (!parsed) return parsed.error();
  auto opened = open(std::move(*parsed), office.keyring, office.settings.limits);
  if (!opened) return opened.error();
  auto authorized = Authorized::resume(std::move(*opened), job.decision);
  if (!authorized) return authorized.error();
  const auto sealed = seal(
      decorate(std::move(*authorized), office),
      job.work == Work::recipient ? only(job.address) : AddressRange{job.after, job.until}, office);
  if (!sealed) return sealed.error();
  if (auto open = way_out_.open(); !open) return open.error();
  const auto& decision = sealed->draft().authorized();
  const KeepFailed keep = [&](const Report& report) { return keep_failed(decision, report); };
  Shard shard(place_.queue, job, way_out_, child_.vitals,
              {place_.settings.service.max_duplicates, too_old(job)}, keep, stop_);
  if (auto all = sealed->each_copy(shard); !all) return all.error();
  auto ended = shard.end();
  if (!ended) return ended.error();
  return settle(job, decision.verdict().list, shard, *ended);
}

Result<void> Worker::settle(const Job& job, const std::string& list, const Shard& shard,
                            Ended ended) {
  place_.log.write(
      shard.failed() == 0 ? Severity::info : Severity::warning, "distribute",
      {{"id", job.entry},
       {"list", list},
       {"part", job.work == Work::recipient ? job.address : job.after + ".." + job.until},
       {"delivered", std::to_string(shard.delivered())},
       {"failed", std::to_string(shard.failed())},
       {"later", std::to_string(shard.open_ends().size())}});
  if (ended == Ended::lost) return {};
  if (ended == Ended::stopped) return committed(place_.queue.give_back(job));
  if (ended == Ended::outage) {
    way_out_.close();
    return Err(Code::try_later, shard.why());
  }
  if (job.work == Work::recipient && !shard.open_ends().empty())
    return Err(Code::try_later, shard.open_ends().front().why);
  return committed(place_.queue.finish(job, shard.open_ends()));
}

Result<void> Worker::committed(const Result<bool>& ours) {
  if (!ours) return ours.error();
  return {};
}

RealExit Worker::way_to_keep() const {
  return RealExit(*place_.plugins.transport(place_.settings.transport), place_.settings,
                  place_.clock);
}

Result<void> Worker::keep_failed(const Authorized& authorized, const Report& report) {
  auto exit = way_to_keep();
  auto kept =
      exit.keep_failed(authorized.post().opened.outer.raw(), failure_json(authorized, report));
  if (!kept) return kept.error();
  return {};
}

bool Worker::too_old(const Job& job) const {
  return place_.clock.now() - job.received > place_.settings.service.patience;
}

// Trying again would change nothing: it is kept with the reason, and the queue is done with it.
Result<void> Worker::keep_unusable(const Job& job, const Error& error) {
  auto bytes = place_.queue.message(job.entry);
  if (!bytes) return bytes.error();
  const Incoming incoming{make_buffer(std::move(*bytes)), job.sender, job.received};
  auto exit = way_to_keep();
  auto kept = exit.keep_failed(*incoming.bytes, failure_json(job.list, incoming, error));
  if (!kept) return kept.error();
  place_.log.write(Severity::warning, "work",
                   {{"id", job.entry}, {"kept", *kept}, {"problem", error.what}});
  return committed(place_.queue.finish(job));
}

// What cannot even be put off stays claimed: tried until it can, or until this process ends and the
// claim with it. What waits too long for a mend becomes an operator's matter.
void Worker::put_off(const Job& job, const Error& error) {
  place_.log.write(Severity::warning, "work",
                   {{"id", job.entry}, {"problem", error.what}, {"mend", error.hint}});
  for (;;) {
    const auto done = too_old(job) && job.work != Work::recipient
                          ? place_.queue.quarantine(job, error.what)
                          : place_.queue.defer(job, error.what);
    if (done || stop_()) return;
    place_.log.write(Severity::error, "work", {{"id", job.entry}, {"problem", done.error().what}});
    std::this_thread::sleep_for(after_failure);
    child_.vitals.busy();
  }
}

}  // namespace chancery
