// deliver: every copy leaves through the transport; every recipient gets an outcome.
//
// "Try again later" is said to the caller only while nothing has left. After that the rest stays
// here, in DIR/failed, with the recipients that remain.
#include "flow/stages.hpp"
#include "flow/trace.hpp"

namespace chancery {

namespace {

class Delivery final : public Sealed::Receiver {
 public:
  Delivery(Exit& exit, bool names_recipients) : exit_(exit), names_recipients_(names_recipients) {}

  void copy(const Copy& copy) override {
    const auto& recipients = copy.outgoing().recipients;
    report.total += recipients.size();
    if (copy.kind() == Copy::Kind::sealed) report.sealed += recipients.size();
    if (copy.kind() == Copy::Kind::notice) note(recipients);
    for (const auto& result : exit_.send(copy)) count(recipients[result.recipient], result);
    last = recipients.back();
  }
  void later(std::string_view address, const std::string& why) override {
    ++report.total;
    report.try_later.push_back({std::string(address), why});
    last = address;
  }

  void skip(std::string_view address, const std::string&) override {
    ++report.total;
    ++report.skipped;
    if (names_recipients_) report.without_certificate.emplace_back(address);
    last = address;
  }

  Report report;
  std::string last;

 private:
  void note(const std::vector<std::string>& recipients) {
    report.notices += recipients.size();
    if (!names_recipients_) return;
    auto& names = report.without_certificate;
    names.insert(names.end(), recipients.begin(), recipients.end());
  }

  void count(const std::string& recipient, const DeliveryResult& result) {
    const auto why = result.enhanced.empty() ? result.reply : result.enhanced + " " + result.reply;
    switch (result.outcome) {
      case DeliveryResult::Outcome::delivered: ++report.delivered; break;
      case DeliveryResult::Outcome::failed: report.failed.push_back({recipient, why}); break;
      case DeliveryResult::Outcome::try_later: report.try_later.push_back({recipient, why}); break;
    }
  }

  Exit& exit_;
  bool names_recipients_;
};

// Why nothing has left, and may another time; none: something has, or never will.
std::optional<Error> nothing_left(const Report& report, const Result<void>& done) {
  if (report.delivered > 0) return std::nullopt;
  if (!done) return done.error();
  if (report.try_later.empty()) return std::nullopt;
  return Err(Code::try_later, "delivering to " + std::to_string(report.try_later.size()) +
                                  " members: " + report.try_later.front().why);
}

// What has left cannot be called back: a failure here is told, and the post is not brought again.
void settle(const std::string& kept, const Authorized& authorized, const Report& report, Exit& exit,
            Log& log) {
  const bool whole = !report.interrupted && report.failed.empty() && report.try_later.empty();
  const auto settled =
      whole ? exit.forget(kept) : exit.say_why(kept, failure_json(authorized, report));
  const auto& list = authorized.verdict().list;
  if (!whole)
    log.write(Severity::warning, "deliver",
              {{"list", list},
               {"kept", kept},
               {"failed", std::to_string(report.failed.size())},
               {"later", std::to_string(report.try_later.size())}});
  if (!settled)
    log.write(Severity::error, "deliver",
              {{"list", list}, {"kept", kept}, {"problem", settled.error().what}});
}

}  // namespace

Result<Report> deliver(const Sealed& sealed, const Office& office, Exit& exit) {
  const auto& authorized = sealed.draft().authorized();
  const auto kept = exit.keep_failed(authorized.post().opened.outer.raw(), begun_json(authorized));
  if (!kept) return kept.error();
  Delivery delivery(exit, office.names_recipients);
  const auto done = sealed.each_copy(delivery);
  auto& report = delivery.report;
  if (auto why = nothing_left(report, done)) {
    if (auto forgotten = exit.forget(*kept); !forgotten)
      office.log.write(Severity::error, "deliver",
                       {{"kept", *kept}, {"problem", forgotten.error().what}});
    return *why;
  }
  if (!done) report.interrupted = Undelivered{delivery.last, done.error().what};
  settle(*kept, authorized, report, exit, office.log);
  return std::move(report);
}

}  // namespace chancery
