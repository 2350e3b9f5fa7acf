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

// IMMEDIATE: waits for other writers here, where nothing has been done yet, and not at some later
// statement, where waiting could be for ever (sqlite.org/lang_transaction.html).
Result<void> SqlStore::begin() {
  if (auto done = database_->run("BEGIN IMMEDIATE", "beginning a transaction"); !done)
    return done.error();
  begun_ = true;
  return {};
}

Result<void> SqlStore::commit() {
  const auto done = change("COMMIT", "committing a transaction", {});
  if (!done) {
    rollback();
    return done.error();
  }
  begun_ = false;
  return {};
}

void SqlStore::rollback() {
  begun_ = false;
  // It can only fail where SQLite has already rolled back by itself.
  if (database_->in_transaction())
    std::ignore = database_->script("ROLLBACK", "undoing a transaction");
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

Result<std::int64_t> SqlStore::change(const char* sql, std::string_view doing,
                                      sqlite::Values values) {
  if (begun_ && !database_->in_transaction())
    return Err(Code::try_later,
               std::string(doing) + ": the transaction was undone by an earlier failure");
  return database_->run(sql, doing, values);
}

}  // namespace chancery
