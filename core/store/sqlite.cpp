// The calls into SQLite's C interface. One connection, one thread: opened without SQLite's mutexes.
#include "store/sqlite.hpp"

#include "base/check.hpp"

#include <sqlite3.h>

#include <utility>

namespace chancery::sqlite {
namespace {

int bind_one(sqlite3_stmt* statement, int index, const sql::Value& value) {
  // A null pointer would bind NULL, and an empty text is not NULL.
  const auto data = [](std::string_view bytes) { return bytes.data() ? bytes.data() : ""; };
  if (const auto* number = std::get_if<std::int64_t>(&value))
    return sqlite3_bind_int64(statement, index, *number);
  if (const auto* text = std::get_if<std::string_view>(&value))
    return sqlite3_bind_text64(statement, index, data(*text), text->size(), SQLITE_STATIC,
                               SQLITE_UTF8);
  const std::string_view blob = std::get<sql::Blob>(value).bytes;
  return sqlite3_bind_blob64(statement, index, data(blob), blob.size(), SQLITE_STATIC);
}

// Per connection, so at every opening. FULL: in WAL mode every commit is synced, not only the
// checkpoints, so that what was acknowledged survives a power cut. The schema of the file is not
// trusted to call functions.
constexpr const char* settings = "PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;";

}  // namespace

// What reset and finalize return is the failure of the last step, which next() has reported.
Statement::~Statement() {
  if (!cached_) {
    sqlite3_finalize(statement_);
  } else {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
}

Result<void> Statement::bind(sql::Values values) {
  int index = 0;
  for (const sql::Value& value : values)
    if (bind_one(statement_, ++index, value) != SQLITE_OK) return database_.failure(doing_);
  return {};
}

Result<bool> Statement::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return database_.failure(doing_);
}

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string_view Statement::bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  if (!data) return {};
  return {static_cast<const char*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Result<std::unique_ptr<Database>> Database::open(const std::string& file,
                                                 std::chrono::milliseconds patience) {
  constexpr std::string_view doing = "opening the store";
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
  if (!handle) return failure_of(SQLITE_NOMEM, 0, file, doing, "no memory");
  std::unique_ptr<Database> database(new Database(handle, file));
  if (code != SQLITE_OK) return database->failure(doing);
  sqlite3_busy_timeout(handle, static_cast<int>(patience.count()));
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  if (auto set = database->script(settings, doing); !set) return set.error();
  return database;
}

Database::~Database() {
  for (const auto& [sql, statement] : kept_) sqlite3_finalize(statement);
  sqlite3_close_v2(handle_);
}

Result<sqlite3_stmt*> Database::prepare(const std::string& sql, std::string_view doing,
                                        unsigned flags) {
  sqlite3_stmt* statement = nullptr;
  const int size = static_cast<int>(sql.size()) + 1;
  if (sqlite3_prepare_v3(handle_, sql.c_str(), size, flags, &statement, nullptr) != SQLITE_OK)
    return failure(doing);
  return statement;
}

Result<sql::Rows> Database::rows(sqlite3_stmt* statement, std::string_view doing, bool cached,
                                 sql::Values values) {
  auto running = std::make_unique<Statement>(*this, statement, doing, cached);
  if (auto bound = running->bind(values); !bound) return bound.error();
  return sql::Rows(std::move(running));
}

Result<sql::Rows> Database::query(const std::string& sql, std::string_view doing,
                                  sql::Values values) {
  sqlite3_stmt*& statement = kept_[sql];
  if (!statement) {
    auto prepared = prepare(sql, doing, SQLITE_PREPARE_PERSISTENT);
    if (!prepared) return prepared.error();
    statement = *prepared;
  }
  CHECK(!sqlite3_stmt_busy(statement), "a kept statement has one use at a time");
  return rows(statement, doing, true, values);
}

Result<sql::Rows> Database::fresh_query(const std::string& sql, std::string_view doing,
                                        sql::Values values) {
  const auto prepared = prepare(sql, doing, 0);
  if (!prepared) return prepared.error();
  return rows(*prepared, doing, false, values);
}

Result<std::int64_t> Database::run(const std::string& sql, std::string_view doing,
                                   sql::Values values) {
  auto rows = query(sql, doing, values);
  if (!rows) return rows.error();
  if (const auto row = rows->next(); !row) return row.error();
  return sqlite3_changes64(handle_);
}

Result<void> Database::script(const char* sql, std::string_view doing) {
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failure(doing);
  return {};
}

// It can only fail where SQLite has already rolled back by itself.
Result<void> Database::rollback(std::string_view doing) {
  return in_transaction() ? script("ROLLBACK", doing) : Result<void>();
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

Error Database::failure(std::string_view doing) const {
  const int code = sqlite3_extended_errcode(handle_);
  const int kind = code & 0xff;
  // Only then is errno of this failure and not of an earlier one.
  const bool of_system = kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN;
  return failure_of(code, of_system ? sqlite3_system_errno(handle_) : 0, file_, doing,
                    sqlite3_errmsg(handle_));
}

}  // namespace chancery::sqlite
