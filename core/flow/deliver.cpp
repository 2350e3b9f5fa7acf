// deliver: every copy leaves through the transport; every recipient gets an outcome.
//
// "Try again later" is said to the caller only while nothing has left. After that the rest stays
// here, in DIR/failed, with the recipients that remain.
#include "flow/stages.hpp"
#include "flow/trace.hpp"

#include <algorithm>

namespace chancery {

namespace {

// The message in DIR/failed while its copies leave, and after it if some did not.
class Kept {
 public:
  static Result<Kept> begin(const Authorized& authorized, const Office& office, Exit& exit) {
    auto name =
        exit.keep_failed(authorized.post().opened.outer.raw(), begun_json(authorized, {}, {}));
    if (!name) return name.error();
    return Kept(std::move(*name), authorized, office, exit);
  }

  // Should the program end in the middle, an operator finds how far it got. What cannot be written
  // stops no copy. Seldom where many wait, since all of them are written each time.
  void reached(const Report& report, const std::string& address, std::size_t recipients) {
    since_ += recipients;
    const auto most = std::max(office_.settings.service.max_duplicates,
                               report.failed.size() + report.try_later.size());
    if (since_ < most) return;
    since_ = 0;
    complain(exit_.say_why(name_, begun_json(authorized_, report, address)));
  }

  void forget() { complain(exit_.forget(name_)); }

  // What has left cannot be called back: a failure here is told, and the post is not brought again.
  void settle(const Report& report) {
    if (!report.interrupted && report.failed.empty() && report.try_later.empty()) return forget();
    office_.log.write(Severity::warning, "deliver",
                      {{"list", office_.list.name},
                       {"kept", name_},
                       {"failed", std::to_string(report.failed.size())},
                       {"later", std::to_string(report.try_later.size())}});
    complain(exit_.say_why(name_, failure_json(authorized_, report)));
  }

 private:
  Kept(std::string name, const Authorized& authorized, const Office& office, Exit& exit)
      : name_(std::move(name)), authorized_(authorized), office_(office), exit_(exit) {}

  void complain(const Result<void>& done) {
    if (!done)
      office_.log.write(
          Severity::error, "deliver",
          {{"list", office_.list.name}, {"kept", name_}, {"problem", done.error().what}});
  }

  std::string name_;
  const Authorized& authorized_;
  const Office& office_;
  Exit& exit_;
  std::size_t since_ = 0;  // copies, since the last word about them was written
};

class Delivery final : public Sealed::Receiver {
 public:
  Delivery(Exit& exit, bool names_recipients, Kept& kept)
      : exit_(exit), names_recipients_(names_recipients), kept_(kept) {}

  void copy(const Copy& copy) override {
    const auto& recipients = copy.outgoing().recipients;
    report.total += recipients.size();
    if (copy.kind() == Copy::Kind::sealed) report.sealed += recipients.size();
    if (copy.kind() == Copy::Kind::notice) note(recipients);
    for (const auto& result : exit_.send(copy)) count(recipients[result.recipient], result);
    reached(recipients.back(), recipients.size());
  }
  void later(std::string_view address, const std::string& why) override {
    ++report.total;
    report.try_later.push_back({std::string(address), why});
    reached(address, 1);
  }

  void skip(std::string_view address, const std::string&) override {
    ++report.total;
    ++report.skipped;
    if (names_recipients_) report.without_certificate.emplace_back(address);
    reached(address, 1);
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

  void reached(std::string_view address, std::size_t recipients) {
    last = address;
    kept_.reached(report, last, recipients);
  }

  Exit& exit_;
  bool names_recipients_;
  Kept& kept_;
};

// Why nothing has left, and may another time; none: something has, or never will.
std::optional<Error> nothing_left(const Report& report, const Result<void>& done) {
  if (report.delivered > 0) return std::nullopt;
  if (!done) return done.error();
  if (report.try_later.empty()) return std::nullopt;
  return Err(Code::try_later, "delivering to " + std::to_string(report.try_later.size()) +
                                  " members: " + report.try_later.front().why);
}

}  // namespace

Result<Report> deliver(const Sealed& sealed, const Office& office, Exit& exit) {
  auto kept = Kept::begin(sealed.draft().authorized(), office, exit);
  if (!kept) return kept.error();
  Delivery delivery(exit, office.names_recipients, *kept);
  const auto done = sealed.each_copy(delivery);
  auto& report = delivery.report;
  if (auto why = nothing_left(report, done)) {
    kept->forget();
    return *why;
  }
  if (!done) report.interrupted = Undelivered{delivery.last, done.error().what};
  kept->settle(report);
  return std::move(report);
}

}  // namespace chancery
