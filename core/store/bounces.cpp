// Whose mail came back, how often and when last.
#include "store/sql_store.hpp"

namespace chancery {

Result<bool> SqlStore::note_bounce(const std::string& list, const Address& address, Time at) {
  const auto noted = change(
      "INSERT INTO bounce (list, address, count, last)"
      " SELECT list, address, 1, ?3 FROM member"
      " WHERE list = ?1 AND role = 'member' AND address = ?2"
      " ON CONFLICT (list, address) DO UPDATE SET count = bounce.count + 1,"
      " last = CASE WHEN bounce.last < ?3 THEN ?3 ELSE bounce.last END",
      "noting a bounce", {list, address.text(), seconds(at)});
  if (!noted) return noted.error();
  return *noted > 0;
}

Result<Bounces> SqlStore::bounces(std::string_view list, std::string_view address) {
  auto rows = database_->query("SELECT count, last FROM bounce WHERE list = ?1 AND address = ?2",
                               "looking for bounces", {list, address});
  if (!rows) return rows.error();
  const auto found = rows->next();
  if (!found) return found.error();
  if (!*found) return Bounces{};
  return Bounces{rows->number(0), from_seconds(rows->number(1))};
}

}  // namespace chancery
