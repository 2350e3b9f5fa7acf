// stop: what policy does not let through is kept or turned away, and those are told whom it
// concerns. The message is safe before anybody is told.
#include "flow/notice.hpp"
#include "flow/stages.hpp"
#include "flow/trace.hpp"

namespace chancery {

namespace {

// A notice that does not leave is no reason to do the rest again.
void tell(std::optional<Notice> notice, const Office& office, Exit& exit) {
  if (!notice) return;
  for (const auto& result : exit.send(notice->copy()))
    if (result.outcome != DeliveryResult::Outcome::delivered)
      office.log.write(Severity::warning, "notice",
                       {{"list", office.list.name}, {"problem", result.reply}});
}

// Whoever's address others write into their mail gets no flood of answers from here.
bool may_tell(Notice& notice, const Office& office) {
  const auto address = Address::make(notice.copy().outgoing().recipients.front());
  if (!address) return false;
  const auto may =
      office.store.may_tell(*address, office.clock.now(), office.settings.notices_a_day);
  if (may && *may) return true;
  office.log.write(
      Severity::warning, "notice",
      {{"list", office.list.name},
       {"problem", may ? "enough notices for one day to " + address->text() : may.error().what}});
  return false;
}

bool is_for_listmasters(const Verdict& verdict) {
  return verdict.action == "owner" || verdict.action == "listmaster";
}

}  // namespace

Result<Report> stop(const Stopped& stopped, const Office& office, Exit& exit) {
  if (std::holds_alternative<Hold>(stopped.verdict.decision)) {
    auto kept = exit.keep_held(
        stopped.post.opened.outer.raw(),
        trace_json({stopped.post, stopped.verdict, {false, "stopped"}, {}}, Done::really));
    if (!kept) return kept.error();
    if (is_for_listmasters(stopped.verdict))
      tell(Notice::to_listmasters(stopped, office), office, exit);
  }
  if (std::holds_alternative<Discard>(stopped.verdict.decision)) return Report{};
  auto notice = Notice::to_sender(stopped, office);
  if (notice && may_tell(*notice, office)) tell(std::move(notice), office, exit);
  return Report{};
}

}  // namespace chancery
