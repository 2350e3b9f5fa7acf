// Statements that somebody else wrote, run over the store: they may read and nothing else, and not
// for long. As a cursor in a transaction that only reads: nothing but a query can be one, and
// whatever it called is undone.
#include "base/check.hpp"
#include "base/text.hpp"
#include "postgres/database.hpp"
#include "postgres/failure.hpp"
#include "postgres/values.hpp"
#include "store/store.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace chancery::postgres {
namespace {

constexpr std::string_view doing = "asking the store what a filter says";

Error wrong(const std::string& why) {
  return Err(Code::misconfigured, std::string(doing) + ": " + why, "mend the filter's statement");
}

// With values of a message it is about these, and a sender can choose them: his own message is all
// that they may stop, and nobody is called to mend what is not broken.
Error unfit(const std::string& why) {
  return Err(
      Code::unusable, std::string(doing) + ": a value does not fit: " + why,
      "a value is read as the type of what it is compared with; CAST(column AS text) takes any");
}

// Where what begins at `at` ends, if it is something in which a ? is no value: a text, a quoted
// name, a comment. Otherwise `at`.
std::size_t end_of_quoted(std::string_view sql, std::size_t at) {
  const auto rest = sql.substr(at);
  const auto past = [&](std::string_view close, std::size_t from) {
    const auto end = sql.find(close, at + from);
    return end == std::string_view::npos ? sql.size() : end + close.size();
  };
  if (rest.starts_with("--")) return past("\n", 2);
  if (rest.starts_with("/*")) return past("*/", 2);
  if (rest.starts_with("'")) return past("'", 1);
  if (rest.starts_with("\"")) return past("\"", 1);
  return at;
}

// Each ? becomes $1, $2 ...; none: there are not as many as values.
std::optional<std::string> with_dollars(std::string_view sql, std::size_t values) {
  std::string text;
  std::size_t count = 0;
  for (std::size_t at = 0; at < sql.size();) {
    const auto end = end_of_quoted(sql, at);
    if (end > at)
      text += sql.substr(at, end - at);
    else if (sql[at] == '?')
      text += "$" + std::to_string(++count);
    else
      text += sql[at];
    at = std::max(end, at + 1);
  }
  if (count != values) return std::nullopt;
  return text;
}

// pg_type: bool; int8, int2, int4, oid; float4, float8; numeric.
Result<std::optional<double>> number_of(const PGresult* answer, const std::string& sql) {
  if (PQntuples(answer) == 0 || PQnfields(answer) == 0 || PQgetisnull(answer, 0, 0) == 1)
    return std::optional<double>();
  const auto type = PQftype(answer, 0);
  const std::string_view text = PQgetvalue(answer, 0, 0);
  if (type == 16) return std::optional(text == "t" ? 1.0 : 0.0);
  constexpr std::array<Oid, 7> numbers = {20, 21, 23, 26, 700, 701, 1700};
  if (std::find(numbers.begin(), numbers.end(), type) == numbers.end())
    return wrong("its first column is no number: " + sql);
  if (text.ends_with("NaN")) return wrong("its first column is not a number: " + sql);
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  // What is too large or too small for us is other than 0 all the same.
  return std::optional(read.ec == std::errc::result_out_of_range ? 1.0 : number);
}

// Faults of the statement are those that its own words can mend (appendix A: 0A, 21, 22, 25006, 34,
// 42, 54); of the rest the server speaks. 22 is what it finds wrong with data, 22P02 above all.
bool is_fault_of_statement(std::string_view state) {
  for (const std::string_view of_words : {"0A", "21", "22", "25006", "34", "42", "54"})
    if (state.starts_with(of_words)) return true;
  return false;
}

}  // namespace

Result<Answer> Database::ask_foreign(const std::string& sql, const Condition& condition,
                                     const Bound& bound) {
  Answer answer(PQexecParams(connection_.get(), sql.c_str(), bound.count(), bound.types(),
                             bound.data(), bound.lengths(), bound.formats(), 0));
  const std::string_view state = state_of(answer.get());
  if (state == "57014")
    return Err(Code::try_later, std::string(doing) + ": it took longer than " +
                                    std::to_string(condition.patience.count()) +
                                    " seconds: " + condition.sql);
  const auto why = [&] {
    return printable(PQresultErrorField(answer.get(), PG_DIAG_MESSAGE_PRIMARY), 500) + ": " +
           condition.sql;
  };
  if (state.starts_with("22") && !condition.values.empty()) return unfit(why());
  if (is_fault_of_statement(state)) return wrong(why());
  return good(std::move(answer), doing);
}

// Inside the transaction that it begins.
Result<void> Database::declare_foreign(const Condition& condition, const Bound& values) {
  CHECK(!transaction_, "what a filter says is asked for outside of transactions");
  const auto sql = with_dollars(condition.sql, static_cast<std::size_t>(values.count()));
  if (!sql) return wrong("a variable stands where none can, in quotes or in a comment");
  const auto fence = "BEGIN READ ONLY; SET LOCAL statement_timeout = '" +
                     std::to_string(condition.patience.count()) + "s'";
  if (auto begun = begin_with(fence, doing); !begun) return begun.error();
  const auto declared =
      ask_foreign("DECLARE condition NO SCROLL CURSOR FOR " + *sql, condition, values);
  return declared ? Result<void>() : Result<void>(declared.error());
}

Result<std::optional<double>> Database::foreign_number(const Condition& condition) {
  const auto declared = declare_foreign(condition, Bound(condition.values));
  auto number = Result<std::optional<double>>(std::nullopt);
  if (!declared) {
    number = declared.error();
  } else {
    const auto answer = ask_foreign("FETCH 1 FROM condition", condition, Bound(Bound::Nulls{0}));
    number = answer ? number_of(answer->get(), condition.sql)
                    : Result<std::optional<double>>(answer.error());
  }
  if (auto undone = rollback(doing); !undone && number) return undone.error();
  return number;
}

Result<void> Database::check_foreign(const Condition& condition) {
  const Condition valueless{condition.sql, {}, condition.patience};
  auto declared = declare_foreign(valueless, Bound(Bound::Nulls{condition.values.size()}));
  if (auto undone = rollback(doing); !undone && declared) return undone;
  return declared;
}

}  // namespace chancery::postgres
