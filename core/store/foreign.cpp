// Statements that somebody else wrote, run over the store: they may read and nothing else, and not
// for long.
#include "store/sqlite.hpp"
#include "store/store.hpp"

#include <sqlite3.h>

namespace chancery::sqlite {
namespace {

constexpr std::string_view doing = "asking the store what a filter says";

int may_read(void*, int action, const char*, const char*, const char*, const char*) {
  const bool reads = action == SQLITE_SELECT || action == SQLITE_READ ||
                     action == SQLITE_FUNCTION || action == SQLITE_RECURSIVE;
  return reads ? SQLITE_OK : SQLITE_DENY;
}

using Deadline = std::chrono::steady_clock::time_point;

int is_late(void* deadline) {
  return std::chrono::steady_clock::now() > *static_cast<Deadline*>(deadline) ? 1 : 0;
}

// The statement may do no more than that as long as this lives.
class Fence {
 public:
  Fence(sqlite3* handle, std::chrono::seconds patience)
      : handle_(handle), deadline_(std::chrono::steady_clock::now() + patience) {
    constexpr int steps = 1000;  // of SQLite's machine between two looks at the clock
    sqlite3_set_authorizer(handle_, may_read, nullptr);
    sqlite3_progress_handler(handle_, steps, is_late, &deadline_);
  }
  ~Fence() {
    sqlite3_set_authorizer(handle_, nullptr, nullptr);
    sqlite3_progress_handler(handle_, 0, nullptr, nullptr);
  }
  Fence(const Fence&) = delete;

 private:
  sqlite3* handle_;
  Deadline deadline_;
};

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

Error wrong(const std::string& why) {
  return Err(Code::misconfigured, std::string(doing) + ": " + why, "mend the filter's statement");
}

Result<void> bind_texts(sqlite3_stmt* statement, std::span<const std::string> values) {
  if (sqlite3_bind_parameter_count(statement) != static_cast<int>(values.size()))
    return wrong("a variable stands where none can, in quotes or in a comment");
  int index = 0;
  for (const auto& value : values)
    if (sqlite3_bind_text64(statement, ++index, value.data(), value.size(), SQLITE_STATIC,
                            SQLITE_UTF8) != SQLITE_OK)
      return Err(Code::try_later, std::string(doing) + ": no memory");
  return {};
}

// With its values, ready to run.
Result<Statement> prepared(sqlite3* handle, const std::string& sql,
                           std::span<const std::string> values) {
  sqlite3_stmt* made = nullptr;
  const char* tail = nullptr;
  const int code =
      sqlite3_prepare_v2(handle, sql.c_str(), static_cast<int>(sql.size() + 1), &made, &tail);
  Statement statement(made);
  if ((code & 0xff) == SQLITE_AUTH) return wrong("it may only read, and this does more: " + sql);
  if (code != SQLITE_OK) return wrong(std::string(sqlite3_errmsg(handle)) + ": " + sql);
  const std::string_view rest(tail);
  if (!statement || rest.find_first_not_of(" \t\r\n;") != std::string_view::npos)
    return wrong("one statement is wanted: " + sql);
  if (auto bound = bind_texts(statement.get(), values); !bound) return bound.error();
  return statement;
}

}  // namespace

Result<std::optional<double>> Database::foreign_number(const Condition& condition) {
  const auto& [sql, values, patience] = condition;
  const Fence fence(handle_, patience);
  const auto statement = prepared(handle_, sql, values);
  if (!statement) return statement.error();
  const int code = sqlite3_step(statement->get());
  if (code == SQLITE_DONE) return std::optional<double>();
  if ((code & 0xff) == SQLITE_INTERRUPT)
    return Err(Code::try_later, std::string(doing) + ": it took longer than " +
                                    std::to_string(patience.count()) + " seconds: " + sql);
  if (code != SQLITE_ROW) return failure(doing);
  switch (sqlite3_column_type(statement->get(), 0)) {
    case SQLITE_NULL: return std::optional<double>();
    case SQLITE_INTEGER:
    case SQLITE_FLOAT: return std::optional(sqlite3_column_double(statement->get(), 0));
    default: return wrong("its first column is no number: " + sql);
  }
}

Result<void> Database::check_foreign(const Condition& condition) {
  const Fence fence(handle_, condition.patience);
  const auto statement = prepared(handle_, condition.sql, condition.values);
  return statement ? Result<void>() : Result<void>(statement.error());
}

}  // namespace chancery::sqlite
