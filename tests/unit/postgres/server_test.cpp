// A server that is away, comes back, is killed, or is the wrong one.
#include "../store/queue_fixture.hpp"
#include "postgres/database.hpp"
#include "support/catch.hpp"

#include <atomic>
#include <chrono>
#include <map>
#include <random>
#include <set>
#include <thread>

using namespace test;

namespace {

using std::chrono::milliseconds;

// A server that may be killed without harm to other tests.
struct Mortal {
  PostgresServer server;
  std::string database = server.new_database();

  Mortal() { must(postgres::make(database)); }
  std::unique_ptr<Queue> queue(const QueuePolicy& policy = {}) const {
    return must(postgres::open_queue(database, policy));
  }
  std::unique_ptr<Store> store() const { return must(postgres::open_store(database)); }
  long rows(const std::string& table) const {
    return std::stol(server.ask(database, "SELECT count(*) FROM chancery." + table));
  }
};

Envelope envelope() {
  return {"alice@example.org", {"notes@lists.example.org"}, false, from_seconds(1'800'000'000)};
}

Result<std::string> accept(Intake& intake, const std::string& message) {
  auto arrival = intake.arrive(envelope());
  if (!arrival) return arrival.error();
  if (auto written = (*arrival)->append(message); !written) return written.error();
  return (*arrival)->keep().at(0);
}

template <class T>
void check_waits(const Result<T>& result) {
  REQUIRE_FALSE(result);
  INFO(result.error().what);
  CHECK(result.error().code == Code::try_later);
}

// False: it never came within half a minute.
bool in_time(const std::function<bool()>& holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(milliseconds(20));
  }
  return true;
}

// Accepts and works until told to stop, whatever fails meanwhile.
struct Office {
  const Mortal& mortal;
  const TemporaryFolder folder{};
  std::atomic<bool> stop = false;
  std::set<std::string> accepted{};
  std::map<std::string, int> begun{}, done{};

  void take_in() {
    const auto intake = must(postgres::open_intake(mortal.database, folder.path()));
    while (!stop)
      if (auto id = accept(*intake, "Hello\r\n")) accepted.insert(*id);
  }
  void work() {
    const auto queue = mortal.queue();
    while (!stop || !idle_now(*queue)) {
      const auto job = queue->claim(me);
      if (!job || !*job) {
        queue->wait(milliseconds(10));
        continue;
      }
      ++begun[(*job)->entry];
      // An answer that never came leaves it open whether it was kept: it is asked again.
      Result<bool> finished = queue->finish(**job);
      while (!finished) {
        queue->wait(milliseconds(10));
        finished = queue->finish(**job);
      }
      ++done[(*job)->entry];
    }
  }
  bool idle_now(Queue& queue) const {
    const auto counts = queue.counts();
    return counts && counts->entries == 0;
  }
};

}  // namespace

TEST_CASE("a server that is away means trying later, never that there is nothing", "[postgres]") {
  Mortal mortal;
  const TemporaryFolder folder;
  const auto queue = mortal.queue();
  const auto store = mortal.store();
  const auto intake = must(postgres::open_intake(mortal.database, folder.path()));
  must(accept(*intake, "Hello"));
  must(store->add("staff", member("a@example.org")));
  mortal.server.stop();
  check_waits(queue->claim(me));
  check_waits(queue->counts());
  check_waits(queue->entries());
  check_waits(queue->message("x"));
  check_waits(store->has("staff", "a@example.org", Role::member));
  check_waits(store->members("staff", std::nullopt));
  check_waits(store->begin());
  check_waits(store->holds({"SELECT 1", {}}));
  check_waits(store->each_recipient("staff", everybody, now, openssl,
                                    [](const Recipient&) -> Result<void> { return {}; }));
  check_waits(accept(*intake, "Hello"));
  check_waits(postgres::open_store(mortal.database));
  CHECK_THAT(postgres::open_queue(mortal.database).error().hint, Contains("running"));

  mortal.server.start();
  CHECK(claim(*queue).list == "notes@lists.example.org");
  CHECK(store->has("staff", "a@example.org", Role::member).value());
  must(accept(*intake, "again"));
  CHECK(must(queue->counts()).entries == 2);
}

TEST_CASE("a transaction that the server did not live through never happened", "[postgres]") {
  Mortal mortal;
  const auto store = mortal.store();
  must(store->begin());
  must(store->add("staff", member("a@example.org")));
  mortal.server.kill();
  mortal.server.start();
  check_waits(store->add("staff", member("b@example.org")));
  check_waits(store->add("staff", member("c@example.org")));
  check_waits(store->commit());
  CHECK(store->count("staff", Role::member).value() == 0);
  CHECK(store->add("staff", member("d@example.org")).value());
}

TEST_CASE("a reading that the server did not live through is an error, not a short list",
          "[postgres]") {
  Mortal mortal;
  const auto store = mortal.store();
  must(store->begin());
  for (int i = 0; i < 1000; ++i)
    must(store->add("staff", member("m" + std::to_string(i) + "@example.org")));
  must(store->commit());
  for (const bool connected_anew : {false, true}) {
    std::size_t seen = 0;
    const auto restart = [&](std::string_view) -> Result<void> {
      if (++seen != 10) return {};
      mortal.server.kill();
      mortal.server.start();
      if (connected_anew) CHECK_FALSE(must(store->has("staff", "x", Role::member)));
      return {};
    };
    check_waits(store->each_address("staff", everybody, restart));
    CHECK(seen < 1000);
  }
}

TEST_CASE("a server killed again and again loses no accepted message, and brings none twice",
          "[postgres]") {
  Mortal mortal;
  Office office{mortal};
  std::thread receiver([&] { office.take_in(); }), worker([&] { office.work(); });
  std::mt19937 dice(7);
  for (int round = 0; round < 8; ++round) {
    std::this_thread::sleep_for(milliseconds(50 + dice() % 150));
    mortal.server.kill();
    mortal.server.start();
  }
  office.stop = true;
  receiver.join();
  worker.join();
  CHECK(office.accepted.size() > 8);
  for (const auto& id : office.accepted) {
    INFO(id);
    REQUIRE(office.done.contains(id));
    CHECK(office.begun.at(id) == 1);
  }
  must(mortal.queue()->repair());
  CHECK(mortal.rows("entry") + mortal.rows("job") + mortal.rows("message") == 0);
}

TEST_CASE("a lease counts on the server's clock", "[postgres]") {
  const Mortal mortal;
  const TemporaryFolder folder;
  QueuePolicy policy;
  policy.lease = std::chrono::seconds(2);
  const auto queue = mortal.queue(policy);
  must(accept(*must(postgres::open_intake(mortal.database, folder.path())), "Hello"));
  auto holder = elsewhere();
  holder.keeper = {7, 70};
  const auto first = claim(*queue, holder);
  CHECK(idle(*queue));
  CHECK(must(queue->renew(holder)) == 1);
  Job second;
  REQUIRE(in_time([&] {
    const auto job = must(queue->claim(me));
    if (job) second = *job;
    return job.has_value();
  }));
  CHECK(second.number == first.number);
  CHECK_FALSE(must(queue->finish(first)));
  CHECK(must(queue->finish(second)));
}

TEST_CASE("what two machines with one name hold is free when the lease is over", "[postgres]") {
  QueueFolder f;
  f.database = postgres_server().new_database();
  must(postgres::make(f.database));
  f.accept();
  const auto queue = f.open();
  auto twin = me;
  twin.space = "another-boot pid:[1]";
  claim(*queue, twin);
  CHECK(idle(*queue));
  f.clock.time += f.policy.lease + std::chrono::seconds(1);
  CHECK_FALSE(idle(*queue));
}

TEST_CASE("who was cut off in the middle of a commit keeps nobody from other work", "[postgres]") {
  QueueFolder f;
  f.database = postgres_server().new_database();
  must(postgres::make(f.database));
  f.accept();
  f.accept();
  const auto queue = f.open();
  const auto lost = claim(*queue, elsewhere());
  f.clock.time += f.policy.lease + std::chrono::seconds(1);
  const auto cut_off = must(postgres::Database::open(f.database));
  must(cut_off->begin("committing"));
  must(cut_off->run("UPDATE job SET crashes = 0 WHERE number = ?1", "committing", {lost.number}));
  const auto begin = std::chrono::steady_clock::now();
  CHECK(claim(*queue).number != lost.number);
  CHECK(idle(*queue));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
  must(cut_off->rollback("committing"));
  CHECK(claim(*queue).number == lost.number);
}

TEST_CASE("a machine that goes away takes its session and its locks along", "[postgres]") {
  const auto session = must(postgres::Database::open(postgres_server().new_database()));
  const auto setting = [&](const std::string& name) {
    auto rows = must(session->query("SELECT current_setting(?1)", "asking", {name}));
    CHECK(must(rows.next()));
    return std::string(rows.bytes(0));
  };
  CHECK(setting("idle_in_transaction_session_timeout") == "1min");
}

TEST_CASE("of those who finish the last jobs at the same moment one sees that it is the last",
          "[postgres]") {
  const Mortal mortal;
  const TemporaryFolder folder;
  const auto intake = must(postgres::open_intake(mortal.database, folder.path()));
  const auto first = mortal.queue(), second = mortal.queue();
  const AddressRange shards[] = {{"", "m@x"}, {"m@x", ""}};
  for (int round = 0; round < 30; ++round) {
    must(accept(*intake, "Hello"));
    CHECK(must(first->decided(claim(*first), "r", shards)));
    const auto one = claim(*first), other = claim(*second);
    const Later later[] = {{"b@x", "later"}};
    std::atomic<bool> good = true;
    std::thread beside([&] {
      const auto done = second->finish(other, {});
      if (!done || !*done) good = false;
    });
    CHECK(must(first->finish(one, round % 2 == 0 ? std::span<const Later>() : later)));
    beside.join();
    CHECK(good);
    if (round % 2 != 0) CHECK(must(first->finish(claim(*first))));
  }
  CHECK(mortal.rows("entry") + mortal.rows("job") + mortal.rows("message") == 0);
}

TEST_CASE("a database without our tables is misconfigured until they are made", "[postgres]") {
  const auto database = postgres_server().new_database();
  const auto store = postgres::open_store(database);
  REQUIRE_FALSE(store);
  CHECK(store.error().code == Code::misconfigured);
  CHECK_THAT(store.error().hint, Contains("store make"));
  CHECK(postgres::open_queue(database).error().code == Code::misconfigured);
  must(postgres::make(database));
  must(must(postgres::open_store(database))->add("staff", member("a@example.org")));
  must(postgres::make(database));
  CHECK(must(postgres::open_store(database))->count("staff", Role::member).value() == 1);
}

TEST_CASE("tables of a newer program are refused and stay as they are", "[postgres]") {
  const auto database = postgres_server().new_database();
  must(postgres::make(database));
  postgres_server().ask(database, "UPDATE chancery.version SET number = 7");
  for (const auto& error :
       {postgres::open_store(database).error(), postgres::make(database).error()}) {
    CHECK(error.code == Code::misconfigured);
    CHECK_THAT(error.what, Contains("schema 7"));
  }
  CHECK(postgres_server().ask(database, "SELECT number FROM chancery.version") == "7");
}

TEST_CASE("a database that cannot hold every text is refused", "[postgres]") {
  auto& server = postgres_server();
  server.ask(server.address("postgres"),
             "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE "
             "template0");
  const auto made = postgres::make(server.address("latin"));
  REQUIRE_FALSE(made);
  CHECK(made.error().code == Code::misconfigured);
  CHECK_THAT(made.error().hint, Contains("UTF8"));
}

TEST_CASE("who is refused waits, is told what to look at, and shows no password", "[postgres]") {
  auto address = postgres_server().address("no_such_database") + "&password=sesame";
  const auto refused = postgres::open_store(address);
  check_waits(refused);
  CHECK_THAT(refused.error().what, Contains("no_such_database") && !Contains("sesame"));
  CHECK_THAT(refused.error().hint, Contains("refuses"));
}

TEST_CASE("a commit is safe also where the site made commits quick", "[postgres]") {
  const auto database = postgres_server().new_database();
  must(postgres::make(database));
  auto& server = postgres_server();
  for (const std::string weaker : {"off", "local", "remote_write"}) {
    server.ask(database, "ALTER ROLE chancery SET synchronous_commit = " + weaker);
    const auto store = must(postgres::open_store(database));
    INFO(weaker);
    CHECK(
        store->holds({"SELECT CASE current_setting('synchronous_commit') WHEN 'on' THEN 1 END", {}})
            .value());
  }
  server.ask(database, "ALTER ROLE chancery RESET synchronous_commit");
}

TEST_CASE("a value that does not fit stops its own post, and calls nobody to mend the statement",
          "[postgres]") {
  const auto database = postgres_server().new_database();
  must(postgres::make(database));
  const auto store = must(postgres::open_store(database));
  const auto code = [&](const std::string& sql, const std::vector<std::string>& values) {
    const auto answer = store->holds({sql, values});
    REQUIRE_FALSE(answer);
    return answer.error().code;
  };
  const std::string numbered = "SELECT 1 WHERE CAST(7 AS bigint) = ?";
  CHECK(must(store->holds({numbered, {"7"}})));
  CHECK_FALSE(must(store->holds({"SELECT 1 WHERE true = ?", {"0"}})));
  for (const std::string value : {"", "seven", "\xFF", "99999999999999999999"})
    CHECK(code(numbered, {value}) == Code::unusable);
  CHECK(code("SELECT 1 / CAST(? AS int)", {"0"}) == Code::unusable);
  CHECK(code("SELECT 1 / 0", {}) == Code::misconfigured);
  CHECK(code("SELECT 1 WHERE nowhere = ?", {"x"}) == Code::misconfigured);
  CHECK(store->check({"SELECT 1 / 0 WHERE 'x' = ?", {""}}).error().code == Code::misconfigured);
}

TEST_CASE("an envelope that is no text is refused, not cut or mended", "[postgres]") {
  const QueueFolder f;
  const auto intake = must(postgres::open_intake(postgres_server().new_database(), f.path()));
  auto envelope = f.envelope({"n\xFFtes@lists.example.org"});
  CHECK(intake->arrive(envelope).error().code == Code::unusable);
}

TEST_CASE("a remote server's words may be anything", "[postgres]") {
  const Mortal mortal;
  const TemporaryFolder folder;
  const auto queue = mortal.queue();
  const auto id = must(accept(*must(postgres::open_intake(mortal.database, folder.path())), "x"));
  CHECK(must(queue->defer(claim(*queue), std::string("450 \xFF\0 b\xC3", 9))));
  CHECK_THAT(must(queue->entry(id))->why, Contains("450"));
}
