// A database that speaks SQL, as much of it as the store and the queue use: statements with values,
// rows, transactions. A seam: SQLite stands behind it, or a server.
//
// Statements say ?1, ?2 for their values and use only what all databases behind it understand; for
// what they say differently there are `Words`. A failure says whether to wait (try_later) or to
// mend (misconfigured), and never looks like "no rows".
#pragma once

#include <chancery/result.hpp>

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace chancery {
struct Condition;
}

namespace chancery::sql {

// Stored as bytes; the same bytes as a text are another value.
struct Blob {
  std::string_view bytes;
};
// Texts and blobs are not copied: they must live as long as the Rows that they were bound to.
using Value = std::variant<std::int64_t, std::string_view, Blob>;
using Values = std::initializer_list<Value>;

// One use of a statement that reads. Ends when it goes.
class Reading {
 public:
  virtual ~Reading() = default;
  virtual Result<bool> next() = 0;  // false: no more rows
  virtual std::int64_t number(int column) const = 0;
  // Of a text or blob; NULL is empty; until next().
  virtual std::string_view bytes(int column) const = 0;
};

class Rows {
 public:
  explicit Rows(std::unique_ptr<Reading> reading) : reading_(std::move(reading)) {}
  Result<bool> next() { return reading_->next(); }
  std::int64_t number(int column) const { return reading_->number(column); }
  std::string_view bytes(int column) const { return reading_->bytes(column); }

 private:
  std::unique_ptr<Reading> reading_;
};

// What stands behind a SELECT inside a transaction, with a blank in front. Empty where a
// transaction keeps all other writers out by itself.
struct Words {
  std::string locked;       // " FOR UPDATE"
  std::string skip_locked;  // " FOR UPDATE OF job SKIP LOCKED"
};

// One connection, one thread. `doing` is a literal and opens the text of errors: "adding a member".
class Database {
 public:
  virtual ~Database() = default;

  // Prepared when first used and kept; one use at a time.
  virtual Result<Rows> query(const std::string& sql, std::string_view doing, Values values) = 0;
  // For what calls out, and so may run twice at once, and for what gives more rows than fit into
  // memory. All rows are of the moment when it began.
  virtual Result<Rows> fresh_query(const std::string& sql, std::string_view doing,
                                   Values values) = 0;
  // Runs a kept statement to its end: how many rows it changed.
  virtual Result<std::int64_t> run(const std::string& sql, std::string_view doing,
                                   Values values = {}) = 0;
  // The first column of the first row; 0: there is none.
  Result<std::int64_t> number(const std::string& sql, std::string_view doing, Values values = {});

  // What a statement says that somebody else wrote: nothing but reading, and not for long. None: no
  // row, or NULL.
  virtual Result<std::optional<double>> foreign_number(const Condition& condition) = 0;
  // The same errors, as far as they show before it runs.
  virtual Result<void> check_foreign(const Condition& condition) = 0;

  // Waits for other writers here, where nothing has been done yet, if they must be waited for.
  virtual Result<void> begin(std::string_view doing) = 0;
  virtual Result<void> commit(std::string_view doing) = 0;
  virtual Result<void> rollback(std::string_view doing) = 0;  // nothing to undo is no harm
  // False after a failure that undid it.
  virtual bool in_transaction() const = 0;

  virtual Words words() const = 0;
};

// All of what `work` does, or nothing. `work` returns a Result; false undoes as an error does.
template <class Work>
auto at_once(Database& database, std::string_view doing, Work work) -> decltype(work()) {
  if (auto begun = database.begin(doing); !begun) return begun.error();
  auto result = work();
  bool keep = result.has_value();
  if constexpr (std::same_as<decltype(work()), Result<bool>>) keep = keep && *result;
  if (keep) {
    auto committed = database.commit(doing);
    if (committed) return result;
    result = committed.error();
  }
  if (auto undone = database.rollback(doing); !undone) return undone.error();
  return result;
}

}  // namespace chancery::sql
