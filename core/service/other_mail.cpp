// What workers do with mail that is no post: letters to those who run a list, and bounces.
#include "flow/bounce.hpp"
#include "flow/forward.hpp"
#include "flow/trace.hpp"
#include "service/worker.hpp"

namespace chancery {

namespace {

struct Handed {
  std::size_t delivered = 0;
  std::vector<Later> failed, later;
};

Handed hand_on(const OutgoingCopy& copy, WayOut& way_out) {
  Handed handed;
  for (const auto& result : way_out.send(copy)) {
    const auto& recipient = copy.recipients[result.recipient];
    switch (result.outcome) {
      case DeliveryResult::Outcome::delivered: ++handed.delivered; break;
      case DeliveryResult::Outcome::failed:
        handed.failed.push_back({recipient, result.reply});
        break;
      case DeliveryResult::Outcome::try_later:
        handed.later.push_back({recipient, result.reply});
        break;
    }
  }
  return handed;
}

void give_up(Handed& handed) {
  for (auto& one : handed.later)
    handed.failed.push_back({std::move(one.address), "tried for too long: " + one.why});
  handed.later.clear();
}

Error undelivered(const std::vector<Later>& failed) {
  std::string what = "those who run the list could not be reached:";
  for (const auto& one : failed) what += " " + one.address + " (" + one.why + ")";
  return Err(Code::failed, std::move(what));
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
  if (too_old(job)) give_up(handed);
  place_.log.write(handed.failed.empty() ? Severity::info : Severity::warning, "forward",
                   {{"id", job.entry},
                    {"list", office.list.name},
                    {"to", job.list},
                    {"loop", *forward ? "no" : "yes"},
                    {"delivered", std::to_string(handed.delivered)},
                    {"failed", std::to_string(handed.failed.size())},
                    {"later", std::to_string(handed.later.size())}});
  // Nobody had it: the whole waits. Otherwise each waits alone, and nobody gets it twice.
  const bool alone = job.work == Work::recipient || handed.delivered + handed.failed.size() == 0;
  if (alone && !handed.later.empty()) return Err(Code::try_later, handed.later.front().why);
  if (!handed.failed.empty()) {
    auto exit = way_to_keep();
    const auto kept =
        exit.keep_failed(parsed->message.raw(),
                         failure_json(job.list, parsed->incoming, undelivered(handed.failed)));
    if (!kept) return kept.error();
  }
  return committed(place_.queue.finish(job, handed.later));
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
