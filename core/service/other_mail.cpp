// What workers do with mail that is no post: letters to those who run a list, and bounces.
#include "flow/bounce.hpp"
#include "flow/forward.hpp"
#include "service/worker.hpp"

namespace chancery {

namespace {

// A claim that is gone is no error: somebody else has the job, or nobody should.
Result<void> committed(const Result<bool>& ours) {
  if (!ours) return ours.error();
  return {};
}

struct Handed {
  std::size_t delivered = 0, failed = 0;
  std::vector<Later> later;
};

Handed hand_on(const OutgoingCopy& copy, WayOut& way_out) {
  Handed handed;
  for (const auto& result : way_out.send(copy)) {
    switch (result.outcome) {
      case DeliveryResult::Outcome::delivered: ++handed.delivered; break;
      case DeliveryResult::Outcome::failed: ++handed.failed; break;
      case DeliveryResult::Outcome::try_later:
        handed.later.push_back({copy.recipients[result.recipient], result.reply});
        break;
    }
  }
  return handed;
}

// The address itself, or where mail to it went in the end: whichever is a member's.
Result<bool> note_one(const FailedRecipient& recipient, const std::string& list, Time at,
                      Store& store) {
  for (const auto& address : recipient.addresses) {
    auto noted = store.note_bounce(list, address, at);
    if (!noted || *noted) return noted;
  }
  return false;
}

}  // namespace

Result<void> Worker::forward_for(const Job& job, Incoming incoming, const Office& office) {
  const auto parsed = parse(std::move(incoming), office.settings.limits);
  if (!parsed) return parsed.error();
  auto forward = Forward::to_owners(*parsed, job.list, office);
  if (!forward) return forward.error();
  Handed handed;
  if (*forward) {
    if (job.work == Work::recipient) (*forward)->only_to(job.address);
    if (auto open = way_out_.open(); !open) return open.error();
    handed = hand_on((*forward)->copy().outgoing(), way_out_);
  }
  place_.log.write(handed.failed == 0 ? Severity::info : Severity::warning, "forward",
                   {{"id", job.entry},
                    {"list", office.list.name},
                    {"to", job.list},
                    {"loop", *forward ? "no" : "yes"},
                    {"delivered", std::to_string(handed.delivered)},
                    {"failed", std::to_string(handed.failed)},
                    {"later", std::to_string(handed.later.size())}});
  // Nobody had it: the whole waits. Otherwise each waits alone, and nobody gets it twice.
  const bool alone = handed.delivered + handed.failed == 0 || job.work == Work::recipient;
  if (alone && !handed.later.empty() && !(too_old(job) && job.work == Work::recipient))
    return Err(Code::try_later, handed.later.front().why);
  return committed(place_.queue.finish(job, alone ? std::vector<Later>() : handed.later));
}

Result<void> Worker::note_bounces_for(const Job& job, Incoming incoming, const Office& office) {
  const auto parsed = parse(std::move(incoming), office.settings.limits);
  if (!parsed) return parsed.error();
  const auto recipients = failed_recipients(parsed->message);
  std::size_t members = 0;
  if (auto begun = office.store.begin(); !begun) return begun.error();
  for (const auto& recipient : recipients) {
    const auto noted = note_one(recipient, office.list.name, job.received, office.store);
    if (!noted) {
      office.store.rollback();
      return noted.error();
    }
    if (*noted) ++members;
  }
  if (auto kept = office.store.commit(); !kept) return kept.error();
  place_.log.write(Severity::info, "bounce",
                   {{"id", job.entry},
                    {"list", office.list.name},
                    {"recipients", std::to_string(recipients.size())},
                    {"members", std::to_string(members)}});
  return committed(place_.queue.finish(job));
}

}  // namespace chancery
