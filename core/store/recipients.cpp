// The members of a list in address order, each with the certificate to seal to. One statement: its
// snapshot is the list as it was when the first was asked for, and memory holds one row.
#include "store/choice.hpp"
#include "store/sql_store.hpp"

namespace chancery {
namespace {

// The inner choice is answered by the index certificate_choice alone. What was prepared by somebody
// else is as good as nothing; `der` is read only when it is needed.
std::string recipients() {
  const std::string standing = sql::standing;
  return "SELECT member.address, CASE " + standing + " WHEN 0 THEN prepared END, CASE " + standing +
         " WHEN 1 THEN der END, CASE " + standing +
         " WHEN 4 THEN refusal END, CASE WHEN id IS NULL THEN -1 ELSE " + standing +
         " END, pinned"
         " FROM member LEFT JOIN certificate AS chosen ON chosen.id = ("
         "   SELECT id FROM certificate WHERE certificate.address = member.address"
         "   ORDER BY " +
         sql::best_first() +
         " LIMIT 1)"
         " WHERE member.list = ?1 AND member.role = 'member' AND member.address > ?5"
         " AND (?6 = '' OR member.address <= ?6) ORDER BY member.address";
}

// Why there is nothing prepared.
std::string reason(const sql::Rows& row, const std::string& backend) {
  const auto number = row.number(4);
  if (number < 0) return "no certificate";
  StoredCertificate chosen;
  chosen.standing = static_cast<Standing>(number);
  if (chosen.standing == Standing::untried) return "needs preparing by " + backend;
  chosen.refusal = row.bytes(3);
  return (row.number(5) != 0 ? "pinned, but " : "") + why_not(chosen);
}

}  // namespace

Result<void> SqlStore::each_address(const std::string& list, const AddressRange& range,
                                    const std::function<Result<void>(std::string_view)>& each) {
  auto rows = database_->fresh_query(
      "SELECT address FROM member WHERE list = ?1 AND role = 'member' AND address > ?2"
      " AND (?3 = '' OR address <= ?3) ORDER BY address",
      "reading the recipients", {list, range.after, range.until});
  if (!rows) return rows.error();
  for (;;) {
    const auto more = rows->next();
    if (!more) return more.error();
    if (!*more) return {};
    if (auto done = each(rows->bytes(0)); !done) return done;
  }
}

Result<void> SqlStore::each_recipient(const std::string& list, const AddressRange& range, Time at,
                                      const PreparedBy& by,
                                      const std::function<Result<void>(const Recipient&)>& each) {
  const std::string sql = recipients();
  auto rows = database_->fresh_query(
      sql, "reading the recipients",
      {list, seconds(at), by.backend, std::int64_t{by.version}, range.after, range.until});
  if (!rows) return rows.error();
  for (;;) {
    const auto more = rows->next();
    if (!more) return more.error();
    if (!*more) return {};
    Recipient recipient{rows->bytes(0), rows->bytes(1), {}, rows->bytes(2)};
    const std::string why = recipient.prepared.empty() ? reason(*rows, by.backend) : std::string();
    recipient.why_not = why;
    if (auto done = each(recipient); !done) return done;
  }
}

}  // namespace chancery
