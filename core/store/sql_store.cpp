// Opening, and transactions.
#include "store/sql_store.hpp"

#include "store/schema.hpp"

#include <tuple>

namespace chancery {

std::string_view name(Role role) {
  switch (role) {
    case Role::member: return "member";
    case Role::owner: return "owner";
    case Role::editor: return "editor";
  }
  return {};
}

std::optional<Role> role_named(std::string_view word) {
  for (const Role role : {Role::member, Role::owner, Role::editor})
    if (name(role) == word) return role;
  return std::nullopt;
}

Result<void> Store::make(const std::string& file) { return sqlite::make_store(file); }

Result<std::unique_ptr<Store>> Store::open(const std::string& file,
                                           std::chrono::milliseconds patience) {
  auto database = sqlite::open_store(file, patience);
  if (!database) return database.error();
  return std::unique_ptr<Store>(std::make_unique<SqlStore>(std::move(*database)));
}

Result<void> SqlStore::begin() {
  if (auto done = database_->begin("beginning a transaction"); !done) return done;
  begun_ = true;
  return {};
}

Result<void> SqlStore::commit() {
  constexpr std::string_view doing = "committing a transaction";
  auto done = undone(doing);
  if (done) done = database_->commit(doing);
  if (!done) {
    rollback();
    return done;
  }
  begun_ = false;
  return {};
}

// Where it fails there is no connection any more, and nothing of it was kept.
void SqlStore::rollback() {
  begun_ = false;
  std::ignore = database_->rollback("undoing a transaction");
}

Result<bool> SqlStore::together(const std::function<Result<bool>()>& changes) {
  if (begun_) return changes();
  if (auto opened = begin(); !opened) return opened.error();
  auto done = changes();
  if (!done) {
    rollback();
    return done;
  }
  if (auto kept = commit(); !kept) return kept.error();
  return done;
}

Result<void> SqlStore::undone(std::string_view doing) const {
  if (!begun_ || database_->in_transaction()) return {};
  return Err(Code::try_later,
             std::string(doing) + ": the transaction was undone by an earlier failure");
}

Result<std::int64_t> SqlStore::change(const std::string& sql, std::string_view doing,
                                      sql::Values values) {
  if (auto whole = undone(doing); !whole) return whole.error();
  return database_->run(sql, doing, values);
}

// By the store itself: the administrator's words speak of its tables.
Result<bool> SqlStore::holds(const Condition& condition) {
  const auto number = database_->foreign_number(condition);
  if (!number) return number.error();
  return *number && **number != 0;
}

Result<void> SqlStore::check(const Condition& condition) {
  return database_->check_foreign(condition);
}

}  // namespace chancery
