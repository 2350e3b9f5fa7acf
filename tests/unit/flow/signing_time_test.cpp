// When a signature was made, against when the message came in.
#include "flow/signing_time.hpp"

#include "support/catch.hpp"

using namespace chancery;
using namespace std::chrono_literals;

namespace {

const Time received = from_seconds(1780272000);

Signature judged(std::optional<Time> made, std::optional<std::chrono::hours> window,
                 Status status = Status::valid) {
  Signature signature;
  signature.status = status;
  signature.signing_time = made;
  Demands demands;
  demands.signing_window = window;
  judge_signing_time(signature, received, demands);
  return signature;
}

}  // namespace

TEST_CASE("without a window a signature may be as old as it likes") {
  CHECK(judged(from_seconds(0), {}).status == Status::valid);
  CHECK(judged({}, {}).status == Status::valid);
}

TEST_CASE("a signature within the window is valid, also at its edges") {
  for (const auto away : {0h, -24h, 24h})
    CHECK(judged(received + away, 24h).status == Status::valid);
}

TEST_CASE("a signature outside of the window is expired or not yet valid, with the reason") {
  const auto old = judged(received - 24h - 1s, 24h);
  CHECK(old.status == Status::expired);
  CHECK(old.reason ==
        "it was made at 2026-05-30T23:59:59Z, more than 24 hours before the message came in");
  CHECK(judged(received + 24h + 1s, 24h).status == Status::not_yet_valid);
}

TEST_CASE("within a window a signature must say when it was made") {
  CHECK(judged({}, 24h).status == Status::untrusted);
}

TEST_CASE("a time of signing beyond all calendars is outside of the window") {
  CHECK(judged(from_seconds(253402300799), 87600h).status == Status::not_yet_valid);
  CHECK(judged(from_seconds(-62167219200), 87600h).status == Status::expired);
}

TEST_CASE("the window mends nothing: what is worse stays as it was") {
  for (const auto status : {Status::invalid, Status::untrusted, Status::revoked, Status::weak})
    CHECK(judged(received - 1000h, 24h, status).status == status);
}
