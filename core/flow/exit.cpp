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
  const auto kept = keep_message(settings_.places.state / "held", message, why, clock_.now());
  return kept ? Result<void>() : Result<void>(kept.error());
}

Result<std::string> RealExit::keep_failed(std::string_view message, const std::string& why) {
  return keep_message(settings_.places.state / "failed", message, why, clock_.now());
}

Result<void> RealExit::say_why(const std::string& kept, const std::string& why) {
  return write_file(settings_.places.state / "failed" / (kept + ".why"), why);
}

Result<void> RealExit::forget(const std::string& kept) {
  std::error_code failed;
  for (const char* ending : {".eml", ".why"})
    if (!failed) fs::remove(settings_.places.state / "failed" / (kept + ending), failed);
  if (!failed) return {};
  return Err(Code::failed, "removing the kept message " + kept + ": " + failed.message());
}

std::vector<DeliveryResult> PaperExit::send(const Copy& copy) {
  return all(copy, DeliveryResult::Outcome::delivered, {});
}

Result<std::string> keep_message(const fs::path& folder, std::string_view message,
                                 const std::string& why, Time now) {
  if (auto made = make_folder(folder); !made) return made.error();
  auto name = std::to_string(seconds(now)) + "-" + random_hex(8);
  if (auto done = write_file(folder / (name + ".why"), why); !done) return done.error();
  if (auto done = write_file(folder / (name + ".eml"), message); !done) {
    std::error_code ignored;
    fs::remove(folder / (name + ".why"), ignored);
    return done.error();
  }
  return name;
}

}  // namespace chancery
