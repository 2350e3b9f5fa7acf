#include "store/sql.hpp"

namespace chancery::sql {

Result<std::int64_t> Database::number(const std::string& sql, std::string_view doing,
                                      Values values) {
  auto rows = query(sql, doing, values);
  if (!rows) return rows.error();
  const auto row = rows->next();
  if (!row) return row.error();
  return *row ? rows->number(0) : 0;
}

}  // namespace chancery::sql
