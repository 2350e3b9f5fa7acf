// What was accepted stays; who may work on it; what becomes of it when somebody fails.
#include "queue_fixture.hpp"
#include "support/catch.hpp"

#include <fstream>
#include <set>

#include <sys/resource.h>
#include <sys/stat.h>
#include <csignal>

using namespace test;

namespace {

std::string content(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("what was accepted comes out byte for byte, with its envelope") {
  const QueueFolder f;
  const std::string bytes("From: a\r\n\r\n\nbare\0\xff\r\n", 21);
  auto envelope = f.envelope();
  envelope.sender = "";
  envelope.utf8 = true;
  const auto id = f.accept(envelope, bytes).at(0);
  const auto queue = f.open();
  const auto job = claim(*queue);
  CHECK(job.entry == id);
  CHECK(job.work == Work::decide);
  CHECK(job.sender == "");
  CHECK(job.list == "notes@lists.example.org");
  CHECK(job.received == f.clock.time);
  CHECK(must(queue->message(id)) == bytes);
  CHECK(idle(*queue));
}

TEST_CASE("accepting touches no database", "[embedded]") {
  const QueueFolder f;
  f.accept();
  CHECK_FALSE(fs::exists(f.path() / "queue.db"));
  CHECK(f.files("in") == 1);
  CHECK(f.files("tmp") == 0);
}

TEST_CASE("nobody else may read what is in the queue", "[embedded]") {
  const QueueFolder f;
  const auto id = f.accept();
  CHECK(fs::status(f.path() / "in" / id).permissions() ==
        (fs::perms::owner_read | fs::perms::owner_write));
  CHECK(fs::status(f.path()).permissions() == fs::perms::owner_all);
}

TEST_CASE("a message to several lists is written once, and each is done with by itself") {
  const QueueFolder f;
  const auto ids = f.accept(f.envelope({"a@x.example", "b@x.example", "c@x.example"}), "Hi\r\n");
  REQUIRE(ids.size() == 3);
  CHECK(f.written() == 1);
  const auto queue = f.open();
  std::set<std::string> lists;
  for (int i = 0; i < 3; ++i) {
    const auto job = claim(*queue);
    lists.insert(job.list);
    CHECK(must(queue->message(job.entry)) == "Hi\r\n");
    CHECK(must(queue->finish(job)));
    CHECK(f.messages() == static_cast<std::size_t>(2 - i));
  }
  CHECK(f.written() == 0);
  CHECK(lists.size() == 3);
}

TEST_CASE("an arrival that is not kept leaves nothing behind") {
  const QueueFolder f;
  const auto intake = f.intake();
  must(must(intake->arrive(f.envelope()))->append("half a mess"));
  CHECK(f.unfinished() == 0);
  CHECK(idle(*f.open()));
}

TEST_CASE("an envelope with a control character is refused, and cannot become another one") {
  const QueueFolder f;
  const auto intake = f.intake();
  auto envelope = f.envelope({"notes@lists.example.org\nto other@lists.example.org"});
  CHECK(intake->arrive(envelope).error().code == Code::unusable);
  envelope = f.envelope();
  envelope.sender = "a\nfrom b";
  CHECK(intake->arrive(envelope).error().code == Code::unusable);
  CHECK(intake->arrive(f.envelope({})).error().code == Code::unusable);
}

TEST_CASE("an envelope with very many recipients is read whole") {
  const QueueFolder f;
  std::vector<std::string> many;
  for (int i = 0; i < 1000; ++i) many.push_back("list" + std::to_string(i) + "@lists.example.org");
  const auto ids = f.accept(f.envelope(many), "x");
  const auto queue = f.open();
  CHECK(must(queue->entry(ids[999]))->list == many[999]);
}

TEST_CASE("a full disk means trying later, and nothing of the message stays", "[embedded]") {
  const QueueFolder f;
  must(Intake::open(f.path()));
  const int code = in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{10'000, 10'000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 2;
    const auto intake = must(Intake::open(f.path()));
    auto arrival = must(intake->arrive(f.envelope()));
    const auto done = arrival->append(std::string(20'000, 'x'));
    if (done) return 3;
    return done.error().code == Code::try_later ? 0 : 4;
  });
  CHECK(code == 0);
  CHECK(f.messages() + f.files("tmp") == 0);
}

TEST_CASE("what is decided becomes shards, which many may work on") {
  const QueueFolder f;
  const auto id = f.accept();
  const auto queue = f.open(), other = f.open();
  const AddressRange shards[] = {{"", "m@x"}, {"m@x", ""}};
  CHECK(must(queue->decided(claim(*queue), "the record", shards)));
  const auto first = claim(*queue), second = claim(*other);
  CHECK(first.work == Work::shard);
  CHECK(first.decision == "the record");
  CHECK(first.after + "|" + first.until == "|m@x");
  CHECK(second.after + "|" + second.until == "m@x|");
  CHECK(idle(*other));
  CHECK(must(queue->finish(first)));
  CHECK(f.messages() == 1);
  CHECK(must(other->finish(second)));
  CHECK(f.messages() == 0);
  CHECK_FALSE(must(queue->entry(id)));
}

TEST_CASE("a decision without shards is the end of the message") {
  const QueueFolder f;
  f.accept();
  const auto queue = f.open();
  CHECK(must(queue->decided(claim(*queue), "rejected", {})));
  CHECK(f.messages() == 0);
  CHECK(must(queue->entries()).empty());
}

TEST_CASE("a shard that is taken up again begins where it was committed") {
  const QueueFolder f;
  f.accept();
  const auto queue = f.open();
  const AddressRange all[] = {{"", ""}};
  CHECK(must(queue->decided(claim(*queue), "r", all)));
  auto job = claim(*queue);
  CHECK(must(queue->advance(job, "k@x", {})));
  CHECK(must(queue->give_back(job)));
  CHECK(claim(*queue).after == "k@x");
}

TEST_CASE("who failed for now gets a job of its own in the commit that passes it") {
  const QueueFolder f;
  f.accept();
  const auto queue = f.open();
  const AddressRange all[] = {{"", ""}};
  CHECK(must(queue->decided(claim(*queue), "r", all)));
  const auto shard = claim(*queue);
  const Later later[] = {{"b@x", "450 4.2.1 full"}};
  CHECK(must(queue->advance(shard, "c@x", later)));
  const auto job = claim(*queue);
  CHECK(job.work == Work::recipient);
  CHECK(job.address == "b@x");
  CHECK(job.decision == "r");
  CHECK(job.attempts == 1);
  CHECK(must(queue->finish(shard)));
  CHECK(f.messages() == 1);
  CHECK(must(queue->finish(job)));
  CHECK(f.messages() == 0);
}

TEST_CASE("a lost claim commits nothing") {
  const QueueFolder f;
  const auto id = f.accept();
  const auto queue = f.open(), other = f.open();
  const auto job = claim(*queue);
  REQUIRE(must(other->hold(id, "by an operator")));
  const AddressRange all[] = {{"", ""}};
  const Later later[] = {{"b@x", "later"}};
  CHECK_FALSE(must(queue->decided(job, "r", all)));
  CHECK_FALSE(must(queue->advance(job, "k@x", later)));
  CHECK_FALSE(must(queue->finish(job, later)));
  CHECK_FALSE(must(queue->defer(job, "x")));
  CHECK_FALSE(must(queue->give_back(job)));
  CHECK_FALSE(must(queue->quarantine(job, "x")));
  const auto entry = must(queue->entry(id));
  REQUIRE(entry);
  CHECK(entry->state == JobState::held);
  CHECK(entry->jobs == 1);
  CHECK(entry->attempts == 0);
  CHECK(f.messages() == 1);
}

TEST_CASE("the claim of a dead process is free at once, and costs nothing") {
  const QueueFolder f;
  f.accept();
  const auto queue = f.open();
  const auto lost = claim(*queue, dead());
  const auto job = claim(*queue);
  CHECK(job.number == lost.number);
  CHECK(job.token != lost.token);
  CHECK(job.attempts + job.crashes == 0);
}

TEST_CASE("the claim of a living process is nobody else's, however late it is") {
  QueueFolder f;
  f.accept();
  const auto queue = f.open();
  claim(*queue);
  f.clock.time += std::chrono::hours(1000);
  CHECK(idle(*queue));
}

TEST_CASE("a process number that went to another process holds nothing") {
  const QueueFolder f;
  f.accept();
  const auto queue = f.open();
  auto earlier = me;
  earlier.process.born -= 1;
  claim(*queue, earlier);
  CHECK_FALSE(idle(*queue));
}

TEST_CASE("what the machine held before it booted is free at once", "[embedded]") {
  const QueueFolder f;
  f.accept();
  const auto queue = f.open();
  auto earlier = me;
  earlier.space = "another-boot pid:[1]";
  claim(*queue, earlier);
  CHECK_FALSE(idle(*queue));
}

TEST_CASE("the claims of a dead worker wait for the supervisor, while that lives") {
  const QueueFolder f;
  f.accept();
  const auto queue = f.open();
  const auto worker = dead(Process::self());
  claim(*queue, worker);
  CHECK(idle(*queue));
  CHECK(must(queue->died(worker.process, false)) == 1);
  CHECK(claim(*queue).crashes == 0);
}

TEST_CASE("a worker that died alone costs its message an attempt, the last a quarantine") {
  QueueFolder f;
  const auto id = f.accept();
  const auto queue = f.open();
  const auto die = [&] {
    const auto worker = dead(Process::self());
    claim(*queue, worker);
    CHECK(must(queue->died(worker.process, true)) == 1);
  };
  die();
  die();  // the first retry is at once
  CHECK(idle(*queue));
  f.clock.time += f.policy.first_pause;
  die();
  f.clock.time += std::chrono::hours(100);
  CHECK(idle(*queue));
  const auto entry = must(queue->entry(id));
  REQUIRE(entry);
  CHECK(entry->state == JobState::quarantined);
  CHECK_THAT(entry->why, Contains("died"));
  CHECK(f.messages() == 1);
  CHECK(must(queue->release(id)));
  CHECK(claim(*queue).crashes == 0);
}

TEST_CASE("a message that gets on between two crashes is not the one that kills") {
  const QueueFolder f;
  f.accept();
  const auto queue = f.open();
  const AddressRange all[] = {{"", ""}};
  CHECK(must(queue->decided(claim(*queue), "r", all)));
  for (int i = 0; i < 10; ++i) {
    const auto worker = dead(Process::self());
    const auto job = claim(*queue, worker);
    CHECK(must(queue->advance(job, "k" + std::to_string(i), {})));
    CHECK(must(queue->died(worker.process, true)) == 1);
  }
  CHECK(claim(*queue).crashes == 1);
}

TEST_CASE("another machine's claim is free when its lease is over, unless it is renewed") {
  QueueFolder f;
  f.accept();
  const auto queue = f.open();
  auto worker = elsewhere();
  worker.keeper = {7, 70};
  claim(*queue, worker);
  auto renewer = worker;
  renewer.process = {8, 80};
  f.clock.time += f.policy.lease;
  CHECK(idle(*queue));
  CHECK(must(queue->renew(renewer)) == 1);
  f.clock.time += f.policy.lease;
  CHECK(idle(*queue));
  f.clock.time += std::chrono::seconds(1);
  CHECK_FALSE(idle(*queue));
  CHECK(must(queue->renew(renewer)) == 0);
}

TEST_CASE("only what its own workers hold is renewed by a keeper") {
  QueueFolder f;
  for (int i = 0; i < 3; ++i) f.accept();
  const auto queue = f.open();
  auto ours = elsewhere(), neighbours = elsewhere(), other_machines = elsewhere();
  ours.keeper = {7, 70};
  neighbours.keeper = {7, 71};
  other_machines.machine = "a third machine";
  other_machines.keeper = ours.keeper;
  for (const auto& holder : {ours, neighbours, other_machines}) claim(*queue, holder);
  f.clock.time += f.policy.lease;
  CHECK(must(queue->renew(ours)) == 1);
  f.clock.time += std::chrono::seconds(1);
  claim(*queue);
  claim(*queue);
  CHECK(idle(*queue));
}

TEST_CASE("a clock that is set back keeps no lease and no pause for ever") {
  QueueFolder f;
  f.accept();
  const auto first = f.accept();
  const auto queue = f.open();
  claim(*queue, elsewhere());
  auto waiting = claim(*queue);
  CHECK(must(queue->defer(waiting, "x")));
  waiting = claim(*queue);
  CHECK(must(queue->defer(waiting, "x")));
  CHECK(idle(*queue));
  f.clock.time -= std::chrono::hours(10000);
  claim(*queue);
  claim(*queue);
}

TEST_CASE("the first retry is at once, then the pause doubles up to its most") {
  QueueFolder f;
  f.accept();
  const auto queue = f.open();
  const auto pause = [&] {
    CHECK(must(queue->defer(claim(*queue), "the server is away")));
    const auto due = must(queue->entries()).at(0).due;
    const auto waits = due - f.clock.time;
    f.clock.time = due;
    return waits.count();
  };
  CHECK(pause() == 0);
  CHECK(pause() == 60);
  CHECK(pause() == 120);
  CHECK(pause() == 240);
  for (int i = 0; i < 40; ++i) pause();
  CHECK(pause() == 3600);
}

TEST_CASE("what cannot be tidied keeps back no work, and is complained of when there is none",
          "[embedded]") {
  const QueueFolder f;
  constexpr int enough_to_tidy = 100;
  for (int i = 0; i <= enough_to_tidy; ++i) f.accept();
  const auto queue = f.open();
  for (int i = 0; i < enough_to_tidy; ++i) CHECK(must(queue->finish(claim(*queue))));
  fs::rename(f.path() / "messages", f.path() / "elsewhere");
  const auto job = claim(*queue);
  CHECK_FALSE(queue->claim(me));
  fs::rename(f.path() / "elsewhere", f.path() / "messages");
  CHECK(must(queue->finish(job)));
  CHECK(idle(*queue));
  CHECK(f.messages() == 0);
}

TEST_CASE("what waits does not keep back what came later") {
  const QueueFolder f;
  const auto first = f.accept();
  const auto queue = f.open();
  CHECK(must(queue->defer(claim(*queue), "x")));
  CHECK(must(queue->defer(claim(*queue), "x")));
  const auto second = f.accept();
  CHECK(claim(*queue).entry == second);
}

TEST_CASE("rows are made anew from the messages when the database is lost", "[embedded]") {
  const QueueFolder f;
  f.accept("one");
  {
    const auto queue = f.open();
    CHECK(must(queue->defer(claim(*queue), "x")));
  }
  f.accept("two");
  for (const char* side : {"", "-wal", "-shm"})
    fs::remove(f.path() / (std::string("queue.db") + side));
  const auto queue = f.open();
  must(queue->repair());
  std::set<std::string> bytes;
  for (int i = 0; i < 2; ++i) bytes.insert(must(queue->message(claim(*queue).entry)));
  CHECK(bytes == std::set<std::string>{"one", "two"});
}

TEST_CASE("a damaged database is misconfigured, and says how to go on", "[embedded]") {
  const QueueFolder f;
  f.accept();
  std::ofstream(f.path() / "queue.db") << std::string(5000, 'x');
  const auto queue = Queue::open(f.path(), f.clock);
  REQUIRE_FALSE(queue);
  CHECK(queue.error().code == Code::misconfigured);
  CHECK_THAT(queue.error().hint, Contains("moved away"));
}

TEST_CASE("a message that comes back after it was finished is not sent again", "[embedded]") {
  const QueueFolder f;
  const auto id = f.accept();
  const auto kept = content(f.path() / "in" / id);
  {
    const auto queue = f.open();
    CHECK(must(queue->finish(claim(*queue))));
    REQUIRE(f.messages() == 0);
  }
  // As after a power cut that undid the removal.
  std::ofstream(f.path() / "in" / id, std::ios::binary) << kept;
  const auto queue = f.open();
  CHECK(idle(*queue));
  must(queue->repair());
  CHECK(idle(*queue));
  CHECK(f.messages() == 0);
}

TEST_CASE("what is no message of ours is quarantined, and keeps nobody back", "[embedded]") {
  const QueueFolder f;
  f.open();
  std::ofstream(f.path() / "in" / "0-broken.0") << "no envelope";
  std::ofstream(f.path() / "in" / "1-empty.0") << "";
  const auto id = f.accept();
  std::ofstream(f.path() / "in" / "0-odd") << content(f.path() / "in" / id);
  const auto queue = f.open();
  CHECK(claim(*queue).entry == id);
  CHECK(idle(*queue));
  CHECK(must(queue->counts()).quarantined == 3);
  CHECK_THAT(must(queue->entry("0-broken.0"))->why, Contains("envelope"));
}

TEST_CASE("an entry whose message was taken away is quarantined, not forgotten", "[embedded]") {
  const QueueFolder f;
  const auto id = f.accept();
  const auto queue = f.open();
  CHECK(must(queue->give_back(claim(*queue))));
  fs::remove(f.path() / "messages" / id);
  CHECK(queue->message(id).error().code == Code::not_found);
  must(queue->repair());
  CHECK(idle(*queue));
  CHECK_THAT(must(queue->entry(id))->why, Contains("gone"));
}

TEST_CASE("operators hold, release, hurry and remove") {
  const QueueFolder f;
  const auto id = f.accept();
  const auto queue = f.open();
  CHECK(must(queue->hold(id, "wait for Monday")));
  CHECK(idle(*queue));
  CHECK(must(queue->entry(id))->why == "wait for Monday");
  CHECK_FALSE(must(queue->hold(id, "again")));
  CHECK(must(queue->release(id)));
  CHECK_FALSE(must(queue->release(id)));
  for (int i = 0; i < 2; ++i) CHECK(must(queue->defer(claim(*queue), "x")));
  CHECK(idle(*queue));
  CHECK(must(queue->counts()).waiting == 1);
  CHECK(must(queue->retry(id)));
  const auto job = claim(*queue);
  CHECK(must(queue->jobs(id)).at(0).holder.find(std::to_string(::getpid())) != std::string::npos);
  CHECK(must(queue->remove(id)));
  CHECK_FALSE(must(queue->finish(job)));
  CHECK_FALSE(must(queue->remove(id)));
  CHECK(f.messages() == 0);
  for (const auto& nobody : {"", "none", "../in"}) {
    CHECK_FALSE(must(queue->hold(nobody, "x")));
    CHECK_FALSE(must(queue->release(nobody)));
    CHECK_FALSE(must(queue->retry(nobody)));
    CHECK_FALSE(must(queue->remove(nobody)));
  }
}

TEST_CASE("counting tells what is ready, waits, is claimed, held and quarantined") {
  const QueueFolder f;
  for (int i = 0; i < 6; ++i) f.accept();
  const auto queue = f.open();
  for (int i = 0; i < 2; ++i) CHECK(must(queue->defer(claim(*queue), "x")));
  const auto first = claim(*queue);
  if (first.attempts == 1) CHECK(must(queue->defer(first, "x")));
  CHECK(must(queue->hold(claim(*queue).entry, "x")));
  CHECK(must(queue->quarantine(claim(*queue), "x")));
  claim(*queue);
  const auto counts = must(queue->counts());
  CHECK(counts.entries == 6);
  CHECK(counts.held == 1);
  CHECK(counts.quarantined == 1);
  CHECK(counts.claimed >= 1);
  CHECK(counts.ready + counts.waiting + counts.claimed == 4);
}

TEST_CASE("workers in a crowd do every job once") {
  const QueueFolder f;
  constexpr int posts = 60, crowd = 4;
  for (int i = 0; i < posts; ++i) f.accept();
  const auto log = f.folder.path() / "log";
  std::vector<pid_t> children;
  for (int i = 0; i < crowd; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      const auto queue = f.open();
      std::ofstream done(log, std::ios::app);
      const auto self = Holder::self();
      while (const auto job = must(queue->claim(self))) {
        done << job->entry << std::endl;
        if (!must(queue->finish(*job))) ::_exit(2);
      }
      ::_exit(0);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
  std::multiset<std::string> ids;
  std::ifstream lines(log);
  for (std::string line; std::getline(lines, line);) ids.insert(line);
  CHECK(ids.size() == posts);
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == posts);
  CHECK(f.messages() == 0);
}

TEST_CASE("who waits is woken by what arrives and by what is released") {
  const QueueFolder f;
  const auto queue = f.open();
  queue->wait(std::chrono::milliseconds(0));  // sets the watch
  const auto woken = [&](const std::function<void()>& by) {
    const pid_t child = ::fork();
    if (child == 0) {
      by();
      ::_exit(0);
    }
    const auto begin = std::chrono::steady_clock::now();
    queue->wait(std::chrono::seconds(60));
    int status = -1;
    ::waitpid(child, &status, 0);
    return status == 0 && std::chrono::steady_clock::now() - begin < std::chrono::seconds(30);
  };
  CHECK(woken([&] { f.accept(); }));
  const auto id = claim(*queue).entry;
  CHECK(must(queue->hold(id, "x")));
  CHECK(woken([&] { must(f.open()->release(id)); }));
}
