// The two exits: a real one, through a transport and into the folders of kept mail; and one of
// paper, for `explain`, through which nothing leaves.
#pragma once

#include "flow/stages.hpp"

#include <optional>

namespace chancery {

class RealExit final : public Exit {
 public:
  // Both outlive this. The session is opened with the first copy.
  RealExit(const TransportPlugin& transport, const Settings& settings, const Clock& clock)
      : transport_(transport), settings_(settings), clock_(clock) {}
  std::vector<DeliveryResult> send(const Copy& copy) override;
  Result<void> keep_held(std::string_view message, const std::string& why) override;
  Result<std::string> keep_failed(std::string_view message, const std::string& why) override;
  Result<void> say_why(const std::string& kept, const std::string& why) override;
  Result<void> forget(const std::string& kept) override;

 private:
  const TransportPlugin& transport_;
  const Settings& settings_;
  const Clock& clock_;
  std::optional<TransportPlugin::Session> session_;
  std::optional<Error> no_session_;  // it could not be opened, and is not tried for every copy
};

class PaperExit final : public Exit {
 public:
  std::vector<DeliveryResult> send(const Copy& copy) override;
  Result<void> keep_held(std::string_view, const std::string&) override { return {}; }
  Result<std::string> keep_failed(std::string_view, const std::string&) override {
    return std::string();
  }
  Result<void> say_why(const std::string&, const std::string&) override { return {}; }
  Result<void> forget(const std::string&) override { return {}; }
};

// folder/<time>-<random>.eml and .why beside it, both durable; answers with the name before the
// dot. The .why is written first and goes last, so a message without a reason never lies there.
Result<std::string> keep_message(const fs::path& folder, std::string_view message,
                                 const std::string& why, Time now);

}  // namespace chancery
