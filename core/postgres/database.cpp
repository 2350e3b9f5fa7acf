// The calls into libpq. One connection, one thread.
#include "postgres/database.hpp"

#include "base/text.hpp"
#include "postgres/failure.hpp"
#include "postgres/location.hpp"
#include "postgres/reading.hpp"
#include "postgres/values.hpp"

#include <libpq-fe.h>

#include <charconv>
#include <tuple>
#include <utility>
#include <vector>

#include <poll.h>

namespace chancery::postgres {
namespace {

// Whoever waits for a server that is gone gives up after a time that a worker's deadline allows,
// also where the server had taken the question before it went. The address may say otherwise: what
// comes later in the list counts.
Connection connected(const std::string& address) {
  const std::pair<const char*, const char*> given[] = {
      {"connect_timeout", "10"},
      {"tcp_user_timeout", "30000"},
      {"keepalives_idle", "10"},
      {"keepalives_interval", "10"},
      {"keepalives_count", "3"},
      {"target_session_attrs", "read-write"},
      {"fallback_application_name", "chancery"},
      {"dbname", address.c_str()},
      {"client_encoding", "UTF8"},
      {nullptr, nullptr},
  };
  std::vector<const char*> keys, values;
  for (const auto& [key, value] : given) {
    keys.push_back(key);
    values.push_back(value);
  }
  return Connection(PQconnectdbParams(keys.data(), values.data(), 1));
}

// Per connection. What a site has made weaker for other programs does not hold here: a commit is
// safe when it returns, on the standbys too that the site waits for (what is stronger than `on`
// stays). A session whose machine went away in the middle of a transaction ends within a minute,
// and with it what it has locked. No name is looked for in schemas where others might put things of
// the same name.
constexpr const char* settings =
    "SET search_path = chancery;"
    "SET client_min_messages = warning;"
    "SET lock_timeout = '30s';"
    "SET statement_timeout = 0;"
    "SET idle_in_transaction_session_timeout = '60s';"
    "SET tcp_keepalives_idle = 10;"
    "SET tcp_keepalives_interval = 10;"
    "SET tcp_keepalives_count = 3;"
    "SET tcp_user_timeout = '30s';"
    "SET default_transaction_isolation = 'read committed';"
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')";

void keep_quiet(void*, const PGresult*) {}

// libpq's own words, on one line.
std::string words_of(const char* message) {
  std::string words;
  for (const auto line : lines(message ? message : ""))
    if (!trim(line).empty()) words += (words.empty() ? "" : "; ") + std::string(trim(line));
  return printable(words, 500);
}

// A refused password and a server that starts have no code of their own; but the server can be
// asked whether it would talk to somebody.
const char* hint_of(const std::string& address) {
  const char* values[] = {"5", address.c_str(), nullptr};
  constexpr const char* names[] = {"connect_timeout", "dbname", nullptr};
  switch (PQpingParams(names, values, 1)) {
    case PQPING_OK:
      return "the server is there and refuses: see the user, the password and the database in "
             "`store`, and pg_hba.conf of the server";
    case PQPING_REJECT: return "the server is starting or stopping";
    case PQPING_NO_RESPONSE: return "is the database server running, and reachable from here?";
    case PQPING_NO_ATTEMPT: return "see the address in `store`";
  }
  return "";
}

}  // namespace

std::string_view state_of(const PGresult* answer) {
  const char* state = PQresultErrorField(answer, PG_DIAG_SQLSTATE);
  return state ? state : "";
}

void Close::operator()(PGconn* connection) const { PQfinish(connection); }
void Close::operator()(PGresult* result) const { PQclear(result); }

Database::Database(std::string address)
    : address_(std::move(address)), where_("the " + shown(address_)) {}

Result<std::unique_ptr<Database>> Database::open(const std::string& address) {
  if (auto good = check_location(address); !good) return good.error();
  std::unique_ptr<Database> database(new Database(address));
  if (auto done = database->connect(); !done) return done.error();
  return database;
}

// Whatever keeps us out is waited for: a mend may come, and mail must not be lost meanwhile.
Result<void> Database::connect() {
  kept_.clear();
  ++life_;
  connection_ = connected(address_);
  if (!connection_ || PQstatus(connection_.get()) != CONNECTION_OK) {
    const auto why = words_of(PQerrorMessage(connection_.get()));
    connection_.reset();
    return Err(Code::try_later, "connecting to " + where_ + ": " + why, hint_of(address_));
  }
  PQsetNoticeReceiver(connection_.get(), keep_quiet, nullptr);
  auto set = good(Answer(PQexec(connection_.get(), settings)), "preparing the connection");
  if (set && listening_)
    set = good(Answer(PQexec(connection_.get(), "LISTEN chancery")), "listening");
  if (set) return {};
  connection_.reset();
  return set.error();
}

// Whether the server has hung up since the last statement.
bool Database::alive() const {
  if (!connection_ || PQstatus(connection_.get()) != CONNECTION_OK) return false;
  for (;;) {
    pollfd watched{PQsocket(connection_.get()), POLLIN, 0};
    if (::poll(&watched, 1, 0) <= 0) return true;
    if (PQconsumeInput(connection_.get()) != 1) return false;
  }
}

// What is left of a transaction that failed to begin or to end is left behind with its connection.
Result<void> Database::ready() {
  if (transaction_) return {};
  if (alive() && PQtransactionStatus(connection_.get()) == PQTRANS_IDLE) return {};
  return connect();
}

Result<Answer> Database::good(Answer answer, std::string_view doing) const {
  const auto status = PQresultStatus(answer.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return answer;
  const char* primary = PQresultErrorField(answer.get(), PG_DIAG_MESSAGE_PRIMARY);
  const auto message = primary ? std::string(primary) : PQerrorMessage(connection_.get());
  return failure_of(state_of(answer.get()), where_, doing, words_of(message.c_str()));
}

Result<Answer> Database::ask(const std::string& sql, std::string_view doing, sql::Values values,
                             bool binary) {
  if (auto open = ready(); !open) return open.error();
  const Bound bound(values);
  return good(
      Answer(PQexecParams(connection_.get(), in_dollars(sql).c_str(), bound.count(), bound.types(),
                          bound.data(), bound.lengths(), bound.formats(), binary ? 1 : 0)),
      doing);
}

Result<std::string> Database::kept(const std::string& sql, std::string_view doing,
                                   sql::Values values) {
  if (const auto found = kept_.find(sql); found != kept_.end()) return found->second;
  const auto name = "s" + std::to_string(kept_.size());
  const Bound bound(values);
  const auto prepared =
      good(Answer(PQprepare(connection_.get(), name.c_str(), in_dollars(sql).c_str(), bound.count(),
                            bound.types())),
           doing);
  if (!prepared) return prepared.error();
  kept_.emplace(sql, name);
  return name;
}

Result<Answer> Database::run_kept(const std::string& sql, std::string_view doing,
                                  sql::Values values) {
  if (auto open = ready(); !open) return open.error();
  const auto name = kept(sql, doing, values);
  if (!name) return name.error();
  const Bound bound(values);
  return good(Answer(PQexecPrepared(connection_.get(), name->c_str(), bound.count(), bound.data(),
                                    bound.lengths(), bound.formats(), 1)),
              doing);
}

Result<sql::Rows> Database::query(const std::string& sql, std::string_view doing,
                                  sql::Values values) {
  auto answer = run_kept(sql, doing, values);
  if (!answer) return answer.error();
  return sql::Rows(std::make_unique<Whole>(std::move(*answer)));
}

// WITH HOLD: it outlives its own transaction, and so hinders nobody however long it is read.
Result<sql::Rows> Database::fresh_query(const std::string& sql, std::string_view doing,
                                        sql::Values values) {
  const auto name = "c" + std::to_string(++cursors_);
  const auto declared =
      ask("DECLARE " + name + " NO SCROLL CURSOR WITH HOLD FOR " + sql, doing, values, true);
  if (!declared) return declared.error();
  return sql::Rows(std::make_unique<Cursor>(*this, name, doing));
}

// Where that fails the connection or its transaction is broken, and took the cursor along.
void Database::close_cursor(const std::string& name, std::uint64_t life) {
  if (life != life_ || !alive() || PQtransactionStatus(connection_.get()) == PQTRANS_INERROR)
    return;
  const Answer closed(PQexec(connection_.get(), ("CLOSE " + name).c_str()));
}

Result<std::int64_t> Database::run(const std::string& sql, std::string_view doing,
                                   sql::Values values) {
  const auto answer = run_kept(sql, doing, values);
  if (!answer) return answer.error();
  const std::string_view rows = PQcmdTuples(answer->get());
  std::int64_t count = 0;
  std::from_chars(rows.data(), rows.data() + rows.size(), count);
  return count;
}

Result<void> Database::script(const std::string& sql, std::string_view doing) {
  if (auto open = ready(); !open) return open;
  const auto answer = good(Answer(PQexec(connection_.get(), sql.c_str())), doing);
  if (!answer) return answer.error();
  return {};
}

Result<void> Database::begin(std::string_view doing) { return begin_with("BEGIN", doing); }

Result<void> Database::begin_with(const std::string& words, std::string_view doing) {
  if (transaction_)
    return Err(Code::failed, std::string(doing) + " in " + where_ + ": one is begun already");
  auto begun = script(words, doing);
  transaction_ = begun.has_value();
  return begun;
}

// What has failed before is answered by a plain "ROLLBACK", which is no error to the server.
Result<void> Database::commit(std::string_view doing) {
  if (!in_transaction())
    return Err(Code::try_later,
               std::string(doing) + " in " + where_ + ": the transaction was undone");
  auto done = script("COMMIT", doing);
  if (done) transaction_ = false;
  return done;
}

// A connection that is broken has undone it.
Result<void> Database::rollback(std::string_view doing) {
  const bool open = connection_ && (PQtransactionStatus(connection_.get()) == PQTRANS_INTRANS ||
                                    PQtransactionStatus(connection_.get()) == PQTRANS_INERROR);
  auto undone = open ? script("ROLLBACK", doing) : Result<void>();
  transaction_ = false;
  return undone;
}

bool Database::in_transaction() const {
  return connection_ && PQtransactionStatus(connection_.get()) == PQTRANS_INTRANS;
}

// Nothing is lost where its commit is, so nobody waits for the disk.
void Database::ring() {
  std::ignore = script("BEGIN; SET LOCAL synchronous_commit = off; NOTIFY chancery; COMMIT",
                       "waking the others");
}

// What others have rung; what we rang comes back to us, and does not count.
bool Database::heard() {
  bool others = false;
  const int own = PQbackendPID(connection_.get());
  while (PGnotify* notice = PQnotifies(connection_.get())) {
    others = others || notice->be_pid != own;
    PQfreemem(notice);
  }
  return others;
}

void Database::wait(std::chrono::milliseconds most) {
  const bool first = !listening_;
  listening_ = true;
  if (first && script("LISTEN chancery", "listening")) return;
  if (!alive()) {
    ::poll(nullptr, 0, static_cast<int>(most.count()));
    return;
  }
  const auto end = std::chrono::steady_clock::now() + most;
  while (!heard()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    pollfd watched{PQsocket(connection_.get()), POLLIN, 0};
    if (left.count() <= 0 || ::poll(&watched, 1, static_cast<int>(left.count())) <= 0) return;
    if (PQconsumeInput(connection_.get()) != 1) return;
  }
}

}  // namespace chancery::postgres
