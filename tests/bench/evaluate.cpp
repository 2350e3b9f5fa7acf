// evaluate: the scenario file read and decided for a member's post, its question answered by the
// predicate plugin from the store, beside the one bare query that this takes.
#include "bench.hpp"
#include "scenario/evaluator.hpp"
#include "support/house.hpp"

#include <sqlite3.h>

#include <string>

using namespace chancery;

namespace {

// The membership of `address`, by a statement that is prepared once.
class BareQuery {
 public:
  explicit BareQuery(const fs::path& file) {
    sqlite3_open_v2(file.c_str(), &database_, SQLITE_OPEN_READONLY, nullptr);
    sqlite3_prepare_v2(database_,
                       "SELECT 1 FROM member WHERE list = 'notes' AND address = ?1 AND role = "
                       "'member'",
                       -1, &statement_, nullptr);
  }
  ~BareQuery() {
    sqlite3_finalize(statement_);
    sqlite3_close(database_);
  }
  BareQuery(const BareQuery&) = delete;
  bool ask(const std::string& address) {
    sqlite3_bind_text(statement_, 1, address.data(), static_cast<int>(address.size()),
                      SQLITE_STATIC);
    const bool found = sqlite3_step(statement_) == SQLITE_ROW;
    sqlite3_reset(statement_);
    return found;
  }

 private:
  sqlite3* database_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
};

Authenticated post_by(const std::string& address, const bench::House& house) {
  auto parsed =
      parse({make_buffer("From: " + address + "\r\n\r\nHello.\r\n"), address, house.clock.now()},
            house.settings.limits);
  Opened opened{parsed->incoming, parsed->message, parsed->message, Clear{}, {}};
  return {std::move(opened), *Address::make(address), {}, "smtp"};
}

}  // namespace

void bench_evaluate() {
  bench::House house;
  (void)house.store->begin();
  for (int i = 0; i < 1'000; ++i)
    house.add_member("notes", "member" + std::to_string(i) + "@example.org");
  (void)house.store->commit();
  const std::string address = "member500@example.org";
  BareQuery query(house.folder.path() / "chancery.db");
  bool asked = true;
  const auto bare = bench::median_ns([&] { asked &= query.ask(address); });
  for (const std::string name : {"public", "private", "private_smime"}) {
    house.list.scenarios["send"] = name;
    const auto post = post_by(address, house);
    bool decided = true;
    const auto ours =
        bench::median_ns([&] { decided &= authorize(post, house.office()).has_value(); });
    bench::row("evaluate", "send." + name + (asked && decided ? "" : " FAILED"), ours, bare);
  }
}
