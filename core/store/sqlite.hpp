// SQLite behind two small classes: a database that is one open file, and the rows of one running
// statement. Every failure becomes an Error that says what was being done to which file, and
// whether to wait (busy, disk full), to mend (corrupt, no permission) or to give up.
//
// Knows nothing of members or certificates.
#pragma once

#include <chancery/result.hpp>

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

struct sqlite3;
struct sqlite3_stmt;

namespace chancery::sqlite {

// Stored as bytes; the same bytes as a text are another value to SQLite.
struct Blob {
  std::string_view bytes;
};
// Texts and blobs are not copied: they must live as long as the Rows that they were bound to.
using Value = std::variant<std::int64_t, std::string_view, Blob>;
using Values = std::initializer_list<Value>;

class Database;

// One use of a statement. When it goes the statement is reset, which also ends its reading.
class Rows {
 public:
  Rows(Rows&& other) noexcept;
  Rows& operator=(Rows&&) = delete;
  Rows(const Rows&) = delete;
  ~Rows();

  Result<bool> next();  // false: no more rows
  std::int64_t number(int column) const;
  std::string_view bytes(int column) const;  // of a text or blob; NULL is empty; until next()

 private:
  friend class Database;
  Rows(Database& database, sqlite3_stmt* statement, std::string_view doing, bool cached)
      : database_(&database), statement_(statement), doing_(doing), cached_(cached) {}
  Result<void> bind(Values values);

  Database* database_;
  sqlite3_stmt* statement_;
  std::string_view doing_;
  bool cached_;
};

// `sql` and `doing` are literals; `doing` opens the text of errors: "adding a member".
class Database {
 public:
  // The file must be there. `patience`: how long to wait for another process that is writing.
  static Result<std::unique_ptr<Database>> open(const std::string& file,
                                                std::chrono::milliseconds patience);
  Database(const Database&) = delete;
  ~Database();

  // Prepared when first used and kept; one use at a time.
  Result<Rows> query(const char* sql, std::string_view doing, Values values);
  // Prepared for this one use: for what calls out, and so may run twice at once.
  Result<Rows> fresh_query(const char* sql, std::string_view doing, Values values);
  // Runs a kept statement to its end: how many rows it changed.
  Result<std::int64_t> run(const char* sql, std::string_view doing, Values values = {});
  // Any number of statements without values and rows.
  Result<void> script(const char* sql, std::string_view doing);
  // The first column of the first row.
  Result<std::int64_t> number(const char* sql, std::string_view doing, Values values = {});

  // What a statement says that somebody else wrote: nothing but reading, and no longer than
  // `patience`. None: no row, or NULL.
  Result<std::optional<double>> foreign_number(const std::string& sql,
                                               std::span<const std::string> values,
                                               std::chrono::seconds patience);
  // The same errors, as far as they show before it runs.
  Result<void> check_foreign(const std::string& sql, std::span<const std::string> values);

  bool in_transaction() const;
  // The last call's failure.
  Error failure(std::string_view doing) const;

 private:
  Database(sqlite3* handle, std::string file) : handle_(handle), file_(std::move(file)) {}
  Result<sqlite3_stmt*> prepare(const char* sql, std::string_view doing, unsigned flags);

  sqlite3* handle_;
  std::string file_;
  std::map<const char*, sqlite3_stmt*> kept_;
};

// What a result code means to us. `system`: errno of the failed call, 0 if none.
Error failure_of(int code, int system, const std::string& file, std::string_view doing,
                 std::string_view message);

}  // namespace chancery::sqlite
