#include "flow/exit.hpp"

#include "base/random.hpp"

namespace chancery {

namespace {

std::vector<DeliveryResult> all(const Copy& copy, DeliveryResult::Outcome outcome,
                                const std::string& reply) {
  std::vector<DeliveryResult> results;
  for (std::size_t i = 0; i < copy.outgoing().recipients.size(); ++i)
    results.push_back({i, outcome, {}, reply});
  return results;
}

}  // namespace

std::vector<DeliveryResult> RealExit::send(const Copy& copy) {
  if (!session_ && !no_session_) {
    auto opened = transport_.open();
    if (opened)
      session_.emplace(std::move(*opened));
    else
      no_session_ = std::move(opened).error();
  }
  if (session_) return session_->send(copy.outgoing());
  // A session that cannot be opened says nothing about a recipient: nobody fails for good.
  return all(copy, DeliveryResult::Outcome::try_later, no_session_->what);
}

Result<void> RealExit::keep_held(std::string_view message, const std::string& why) {
  return keep_message(settings_.places.state / "held", message, why, clock_.now());
}

Result<void> RealExit::keep_failed(std::string_view message, const std::string& why) {
  return keep_message(settings_.places.state / "failed", message, why, clock_.now());
}

std::vector<DeliveryResult> PaperExit::send(const Copy& copy) {
  return all(copy, DeliveryResult::Outcome::delivered, {});
}

Result<void> keep_message(const fs::path& folder, std::string_view message, const std::string& why,
                          Time now) {
  if (auto made = make_folder(folder); !made) return made.error();
  const auto name = std::to_string(seconds(now)) + "-" + random_hex(8);
  if (auto done = write_file(folder / (name + ".why"), why); !done) return done.error();
  return write_file(folder / (name + ".eml"), message);
}

}  // namespace chancery
