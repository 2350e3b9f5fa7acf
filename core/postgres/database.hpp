// A PostgreSQL server behind sql::Database: one connection, made anew when it is found broken.
//
// Nothing is tried twice by itself: what broke in the middle is try_later for whoever asked. A
// connection that broke while nothing was going on is replaced before the next statement, unless
// that one belongs to a transaction that was lost with it.
#pragma once

#include "store/sql.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <string>

typedef struct pg_conn PGconn;      // NOLINT: as libpq-fe.h names them
typedef struct pg_result PGresult;  // NOLINT

namespace chancery::postgres {

struct Close {
  void operator()(PGconn* connection) const;
  void operator()(PGresult* result) const;
};
using Connection = std::unique_ptr<PGconn, Close>;
using Answer = std::unique_ptr<PGresult, Close>;

// The SQLSTATE of a failed statement; empty where the connection broke.
std::string_view state_of(const PGresult* answer);

class Database final : public sql::Database {
 public:
  static Result<std::unique_ptr<Database>> open(const std::string& address);

  Result<sql::Rows> query(const std::string& sql, std::string_view doing,
                          sql::Values values) override;
  Result<sql::Rows> fresh_query(const std::string& sql, std::string_view doing,
                                sql::Values values) override;
  Result<std::int64_t> run(const std::string& sql, std::string_view doing,
                           sql::Values values) override;
  Result<std::optional<double>> foreign_number(const Condition& condition) override;
  Result<void> check_foreign(const Condition& condition) override;
  // Any number of statements without values and rows.
  Result<void> script(const std::string& sql, std::string_view doing);

  Result<void> begin(std::string_view doing) override;
  Result<void> commit(std::string_view doing) override;
  Result<void> rollback(std::string_view doing) override;
  bool in_transaction() const override;
  sql::Words words() const override { return {" FOR UPDATE", " FOR UPDATE OF job SKIP LOCKED"}; }

  // Wakes all who wait, on every machine. Not more than a hint: where it fails nobody is told.
  void ring();
  // Until somebody else has rung, or that long. The first call returns at once.
  void wait(std::chrono::milliseconds most);

  // One statement, not kept; the answer in PostgreSQL's binary form, or as text.
  Result<Answer> ask(const std::string& sql, std::string_view doing, sql::Values values,
                     bool binary);
  // Which of the connections it is by now.
  std::uint64_t life() const { return life_; }
  // Of that connection, if it is still that one.
  void close_cursor(const std::string& name, std::uint64_t life);

 private:
  explicit Database(std::string address);
  Result<void> connect();
  Result<void> ready();
  bool alive() const;
  bool heard();
  Result<void> begin_with(const std::string& words, std::string_view doing);
  Result<void> declare_foreign(const Condition& condition);
  Result<Answer> ask_foreign(const std::string& sql, const Condition& condition);
  Result<Answer> good(Answer answer, std::string_view doing) const;
  Result<std::string> kept(const std::string& sql, std::string_view doing, sql::Values values);
  Result<Answer> run_kept(const std::string& sql, std::string_view doing, sql::Values values);

  std::string address_, where_;
  Connection connection_;
  std::uint64_t life_ = 0, cursors_ = 0;
  bool transaction_ = false;  // begun, and neither committed nor rolled back
  bool listening_ = false;
  std::map<std::string, std::string> kept_;  // statements of this connection, by their text
};

}  // namespace chancery::postgres
