#include "postgres/reading.hpp"

#include "base/check.hpp"

#include <libpq-fe.h>

#include <string>

namespace chancery::postgres {

Result<bool> Whole::next() {
  if (!answer_ || row_ + 1 >= PQntuples(answer_.get())) return false;
  ++row_;
  return true;
}

// Integers of two, four and eight bytes, the most significant first.
std::int64_t Whole::number(int column) const {
  const auto text = bytes(column);
  if (text.empty()) return 0;
  CHECK(text.size() == 2 || text.size() == 4 || text.size() == 8, "numbers are read from integers");
  auto number = static_cast<std::uint64_t>(static_cast<signed char>(text[0]));
  for (const char byte : text.substr(1)) number = number << 8 | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(number);
}

std::string_view Whole::bytes(int column) const {
  return {PQgetvalue(answer_.get(), row_, column),
          static_cast<std::size_t>(PQgetlength(answer_.get(), row_, column))};
}

Result<bool> Cursor::next() {
  const auto more = here_.next();
  if (!more || *more) return more;
  if (life_ != database_.life())
    return Err(Code::try_later, std::string(doing_) + ": the connection to the database was lost");
  auto fetched = database_.ask("FETCH 200 FROM " + name_, doing_, {}, true);
  if (!fetched) return fetched.error();
  here_ = Whole(std::move(*fetched));
  return here_.next();
}

Cursor::~Cursor() { database_.close_cursor(name_, life_); }

}  // namespace chancery::postgres
