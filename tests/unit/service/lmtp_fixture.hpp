// An intake that keeps what it is given in memory, and refuses when told to; and a dialogue with
// it.
#pragma once

#include "service/lmtp_dialogue.hpp"

#include <map>
#include <string>
#include <vector>

namespace test {

using namespace chancery;

struct Kept {
  Envelope envelope;
  std::string message;
};

class MemoryIntake final : public Intake {
 public:
  Result<std::unique_ptr<Arrival>> arrive(const Envelope& envelope) override {
    if (refuse_arriving) return Err(Code::try_later, "the disk is full");
    return std::unique_ptr<Arrival>(std::make_unique<MemoryArrival>(*this, envelope));
  }
  Result<std::uint64_t> room() const override { return free; }

  std::vector<Kept> kept;
  std::uint64_t free = std::uint64_t{1} << 40;
  bool refuse_arriving = false;
  std::size_t refuse_after = std::size_t(-1);  // bytes
  std::string refuse_keeping;                  // a recipient

 private:
  struct MemoryArrival final : Arrival {
    MemoryArrival(MemoryIntake& to, Envelope given) : intake(to), envelope(std::move(given)) {}
    Result<void> append(std::string_view bytes) override {
      message += bytes;
      if (message.size() > intake.refuse_after) return Err(Code::try_later, "the disk is full");
      return {};
    }
    std::vector<Result<std::string>> keep() override {
      std::vector<Result<std::string>> ids;
      for (const auto& recipient : envelope.recipients)
        if (recipient == intake.refuse_keeping)
          ids.push_back(Err(Code::try_later, "the disk is full"));
        else
          ids.push_back("id-" + recipient);
      intake.kept.push_back({envelope, message});
      return ids;
    }
    MemoryIntake& intake;
    Envelope envelope;
    std::string message;
  };
};

class StandingClock final : public Clock {
 public:
  Time now() const override { return from_seconds(1'800'000'000); }
};

// Lists: a, b, and "broken", whose settings cannot be read.
inline Result<std::string> recipient(std::string_view address) {
  if (address == "broken@x") return Err(Code::misconfigured, "no list.toml");
  if (address == "a@x" || address == "b@x") return std::string(address);
  return Err(Code::not_found, "no such list");
}

struct Dialogue {
  MemoryIntake intake;
  StandingClock clock;
  ReceiverLimits limits;
  lmtp::Surroundings around{intake, recipient, clock, limits, "mx.example"};
  lmtp::Dialogue dialogue{around};
  bool closed = false;

  // Lines and content as a client sends them, the lines with their CRLF; all replies.
  std::string operator()(std::string_view input) {
    std::string replies;
    while (!input.empty() && !closed) {
      const auto end = input.find("\r\n");
      auto answer = dialogue.command(input.substr(0, end));
      input.remove_prefix(end + 2);
      replies += answer.reply;
      if (answer.next == lmtp::Next::data || answer.next == lmtp::Next::chunk) {
        while (!dialogue.content_ended()) input.remove_prefix(dialogue.content(input));
        Arrival* const arrival = dialogue.to_keep();
        answer =
            dialogue.content_done(arrival ? arrival->keep() : std::vector<Result<std::string>>());
        replies += answer.reply;
      }
      closed = answer.next == lmtp::Next::close;
    }
    return replies;
  }

  // The codes alone: "250 354 550".
  std::string codes(std::string_view input) {
    std::string found;
    const auto replies = (*this)(input);
    for (std::size_t at = 0; at < replies.size(); at = replies.find('\n', at) + 1)
      if (replies[at + 3] == ' ') found += (found.empty() ? "" : " ") + replies.substr(at, 3);
    return found;
  }
};

}  // namespace test
