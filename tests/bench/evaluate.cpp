// evaluate: the scenario file read and decided for a member's post, its question answered by the
// predicate plugin from the store, beside the one bare query that this takes.
//
// Then the language alone, its memberships in memory: how many decisions a second.
#include "bench.hpp"
#include "scenario/account.hpp"
#include "support/house.hpp"

#include <sqlite3.h>

#include <functional>
#include <string>
#include <unordered_set>

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

// Who is what in the list, in memory.
class InMemory final : public scenario::Answers {
 public:
  InMemory() {
    for (int i = 0; i < 1'000; ++i) members_.insert("member" + std::to_string(i) + "@example.org");
    owners_.insert("owner@example.org");
  }
  Result<bool> ask(std::string_view predicate,
                   std::span<const scenario::Value> arguments) override {
    const auto& people = predicate == "is_subscriber" ? members_ : owners_;
    return arguments.back().any([&](std::string_view who) { return people.contains(who); });
  }

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_set<std::string, Hash, std::equal_to<>> members_, owners_;
};

scenario::Scenario scenario_of(const std::string& text, const scenario::Vocabulary& vocabulary) {
  auto parsed = scenario::parse(text, "send.bench", "send.bench", vocabulary);
  return std::get<scenario::Scenario>(std::move(parsed));
}

void rate_of(const std::string& what, const std::string& text, std::string_view action,
             double promised, const scenario::Vocabulary& vocabulary) {
  const auto scenario = scenario_of(text, vocabulary);
  InMemory answers;
  scenario::Question question;
  question.sender = "member500@example.org";
  question.list = "notes";
  question.domain = "lists.example.org";
  bool right = true;
  const auto ours = bench::median_ns([&] {
    const auto decision = scenario::evaluate(scenario, question, answers);
    right &= decision && decision->action->name == action;
  });
  bench::rate("evaluate", what + (right ? "" : " FAILED"), ours, promised);
}

void bench_rates(const scenario::Vocabulary& vocabulary) {
  const std::string subscriber =
      "is_subscriber([listname],[sender]) smtp,dkim,md5,smime -> do_it\n";
  const std::string owner = "is_owner([listname],[sender]) smtp,dkim,md5,smime -> do_it\n";
  const std::string editor = "is_editor([listname],[sender]) smtp,dkim,md5,smime -> do_it\n";
  const std::string all = "true() smtp,dkim,md5,smime -> ";
  rate_of("send.public", all + "do_it\n", "do_it", 5e6, vocabulary);
  rate_of("the first rule fires", subscriber + all + "reject\n", "do_it", 2e6, vocabulary);
  rate_of("the last of four rules fires", owner + editor + "!" + subscriber + all + "reject\n",
          "reject", 1e6, vocabulary);
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
  bench_rates(house.plugins->vocabulary());
}
