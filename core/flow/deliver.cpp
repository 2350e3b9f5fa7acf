// deliver: every copy leaves through the transport; every recipient gets an outcome.
//
// "Try again later" is said to the caller only while nothing has left. After that the rest stays
// here, in DIR/failed, with the recipients that remain.
#include "flow/stages.hpp"
#include "flow/trace.hpp"

namespace chancery {

namespace {

void count(const Copy& copy, const std::vector<DeliveryResult>& results, Report& report) {
  const auto& recipients = copy.outgoing().recipients;
  report.total += recipients.size();
  if (copy.kind() == Copy::Kind::sealed) report.sealed += recipients.size();
  if (copy.kind() == Copy::Kind::notice)
    report.without_certificate.insert(report.without_certificate.end(), recipients.begin(),
                                      recipients.end());
  for (const auto& result : results) {
    const auto why = result.enhanced.empty() ? result.reply : result.enhanced + " " + result.reply;
    switch (result.outcome) {
      case DeliveryResult::Outcome::delivered: ++report.delivered; break;
      case DeliveryResult::Outcome::failed:
        report.failed.push_back({recipients[result.recipient], why});
        break;
      case DeliveryResult::Outcome::try_later:
        report.try_later.push_back({recipients[result.recipient], why});
        break;
    }
  }
}

Result<void> keep_rest(const Sealed& sealed, const Report& report, Exit& exit) {
  const auto& post = sealed.draft().authorized().post();
  return exit.keep_failed(post.opened.outer.raw(), failure_json(post, report));
}

}  // namespace

Result<Report> deliver(const Sealed& sealed, const Office& office, Exit& exit) {
  Report report;
  std::string last;
  const auto done = sealed.each_copy([&](const Copy& copy) -> Result<void> {
    count(copy, exit.send(copy), report);
    last = copy.outgoing().recipients.back();
    return {};
  });
  if (!done) {
    if (report.delivered == 0) return done.error();
    report.interrupted = Undelivered{last, done.error().what};
  } else if (report.delivered == 0 && !report.try_later.empty()) {
    return Err(Code::try_later, "delivering to " + std::to_string(report.try_later.size()) +
                                    " members: " + report.try_later.front().why);
  }
  if (report.interrupted || !report.failed.empty() || !report.try_later.empty()) {
    if (auto kept = keep_rest(sealed, report, exit); !kept) return kept.error();
    office.log.write(Severity::warning, "deliver",
                     {{"list", office.list.name},
                      {"failed", std::to_string(report.failed.size())},
                      {"later", std::to_string(report.try_later.size())}});
  }
  return report;
}

}  // namespace chancery
