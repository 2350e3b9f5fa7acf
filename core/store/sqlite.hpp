// SQLite behind two small classes: a database that is one open file, and the rows of one running
// statement. Every failure becomes an Error that says what was being done to which file, and
// whether to wait (busy, disk full), to mend (corrupt, no permission) or to give up.
//
// Knows nothing of members or certificates.
#pragma once

#include "store/sql.hpp"

#include <chancery/result.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace chancery::sqlite {

class Database;

// A running statement. When it goes the statement is reset, which also ends its reading.
class Statement final : public sql::Reading {
 public:
  Statement(Database& database, sqlite3_stmt* statement, std::string_view doing, bool cached)
      : database_(database), statement_(statement), doing_(doing), cached_(cached) {}
  Statement(const Statement&) = delete;
  ~Statement() override;

  Result<void> bind(sql::Values values);
  Result<bool> next() override;
  std::int64_t number(int column) const override;
  std::string_view bytes(int column) const override;

 private:
  Database& database_;
  sqlite3_stmt* statement_;
  std::string_view doing_;
  bool cached_;
};

class Database final : public sql::Database {
 public:
  // The file must be there. `patience`: how long to wait for another process that is writing.
  static Result<std::unique_ptr<Database>> open(const std::string& file,
                                                std::chrono::milliseconds patience);
  Database(const Database&) = delete;
  ~Database() override;

  Result<sql::Rows> query(const std::string& sql, std::string_view doing,
                          sql::Values values) override;
  Result<sql::Rows> fresh_query(const std::string& sql, std::string_view doing,
                                sql::Values values) override;
  Result<std::int64_t> run(const std::string& sql, std::string_view doing,
                           sql::Values values) override;
  // Any number of statements without values and rows.
  Result<void> script(const char* sql, std::string_view doing);
  Result<std::optional<double>> foreign_number(const Condition& condition) override;
  Result<void> check_foreign(const Condition& condition) override;

  // IMMEDIATE: waits for other writers here, and not at some later statement, where waiting could
  // be for ever (sqlite.org/lang_transaction.html).
  Result<void> begin(std::string_view doing) override { return script("BEGIN IMMEDIATE", doing); }
  Result<void> commit(std::string_view doing) override { return script("COMMIT", doing); }
  Result<void> rollback(std::string_view doing) override;
  bool in_transaction() const override;
  sql::Words words() const override { return {}; }

  // The last call's failure.
  Error failure(std::string_view doing) const;

 private:
  Database(sqlite3* handle, std::string file) : handle_(handle), file_(std::move(file)) {}
  Result<sqlite3_stmt*> prepare(const std::string& sql, std::string_view doing, unsigned flags);
  Result<sql::Rows> rows(sqlite3_stmt* statement, std::string_view doing, bool cached,
                         sql::Values values);

  sqlite3* handle_;
  std::string file_;
  std::map<std::string, sqlite3_stmt*> kept_;
};

// What a result code means to us. `system`: errno of the failed call, 0 if none.
Error failure_of(int code, int system, const std::string& file, std::string_view doing,
                 std::string_view message);

}  // namespace chancery::sqlite
