// The whole life of a message, cut off or failing at every single step.
#include "queue_fixture.hpp"
#include "support/catch.hpp"
#include "support/faults.hpp"

#include <algorithm>
#include <fstream>
#include <map>

using namespace test;

namespace {

const std::vector<std::string> members = {"a@x", "b@x", "c@x", "d@x"};

// What stands for sending: one line, before anything is committed about it.
bool send(const fs::path& log, const std::string& address) {
  std::ofstream file(log, std::ios::app);
  file << address + "\n" << std::flush;
  return file.good();
}

// A worker as it should be: sends, commits, stops when an answer is an error or "no longer yours".
Result<bool> work(Queue& queue, const fs::path& log, const Job& job) {
  if (job.work == Work::decide) {
    const AddressRange shards[] = {{"", "b@x"}, {"b@x", ""}};
    return queue.decided(job, "record", shards);
  }
  if (job.decision != "record") return Err(Code::failed, "the decision is lost");
  for (const auto& member : members) {
    if (member <= job.after || (!job.until.empty() && member > job.until)) continue;
    if (!send(log, member)) return Err(Code::try_later, "sending failed");
    auto got_on = queue.advance(job, member, {});
    if (!got_on || !*got_on) return got_on;
  }
  return queue.finish(job);
}

int drain(const QueueFolder& f, const fs::path& log) {
  auto queue = Queue::open(f.path(), f.clock);
  if (!queue) return 10;
  if (!(*queue)->repair()) return 11;
  for (;;) {
    const auto job = (*queue)->claim(Holder::self());
    if (!job) return 12;
    if (!*job) return 0;
    if (!work(**queue, log, **job)) return 13;
  }
}

// Accepts a post, says so in the file `accepted`, and works until nothing is left.
int whole_life(const QueueFolder& f, const fs::path& log, const fs::path& accepted) {
  auto intake = Intake::open(f.path());
  if (!intake) return 1;
  auto arrival = (*intake)->arrive(f.envelope());
  if (!arrival) return 2;
  if (!(*arrival)->append("Subject: x\r\n\r\nHello.\r\n")) return 3;
  const auto ids = (*arrival)->keep();
  if (!ids.at(0)) return 4;
  std::ofstream(accepted) << "yes";
  return drain(f, log);
}

std::map<std::string, int> copies(const fs::path& log) {
  std::map<std::string, int> counted;
  std::ifstream lines(log);
  for (std::string line; std::getline(lines, line);) ++counted[line];
  return counted;
}

// False: the child made fewer steps than that.
bool survives(std::size_t step, Fault fault) {
  const QueueFolder f(fast_folder());
  const auto log = f.folder.path() / "log", accepted = f.folder.path() / "accepted";
  const auto faulted = with_fault(step, fault, [&] { return whole_life(f, log, accepted); });
  if (!faulted.traced) {
    WARN("nothing may be traced here: not tried");
    return false;
  }
  INFO("step " << step << ", the child's exit code " << faulted.exit);
  CHECK(drain(f, log) == 0);
  const auto got = copies(log);
  if (fs::exists(accepted) || !got.empty())
    for (const auto& member : members) {
      INFO(member);
      REQUIRE(got.contains(member));
      CHECK(got.at(member) <= 2);
    }
  const auto twice =
      std::count_if(got.begin(), got.end(), [](auto& one) { return one.second > 1; });
  CHECK(twice <= 1);  // no more than one copy leaves between two commits
  CHECK(f.messages() + f.files("tmp") == 0);
  CHECK(must(f.open()->entries()).empty());
  return faulted.reached;
}

void at_every_step(Fault fault) {
  std::size_t step = 1;
  while (survives(step, fault)) ++step;
  CHECK((step > 40 || step == 1));
}

}  // namespace

TEST_CASE("a process killed at any step loses no accepted message", "[embedded]") {
  at_every_step(Fault::killed);
}

TEST_CASE("a disk that is full at any step loses no accepted message", "[embedded]") {
  if (can_fail_calls()) at_every_step(Fault::no_space);
}

TEST_CASE("a disk that fails at any step loses no accepted message", "[embedded]") {
  if (can_fail_calls()) at_every_step(Fault::broken);
}
