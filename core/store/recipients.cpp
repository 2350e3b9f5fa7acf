// The members of a list in address order, each with the certificate to seal to. One statement: its
// snapshot is the list as it was when the first was asked for, and memory holds one row.
#include "store/sqlite_store.hpp"

namespace chancery {
namespace {

// The inner choice is answered by the index certificate_choice alone, in its order. What was
// prepared by somebody else is as good as nothing; `der` is read only when it is needed.
// Several reasons against: the one that is nearest to a remedy.
constexpr const char* recipients = R"sql(
  SELECT
    member.address,
    CASE WHEN chosen.backend = ?3 AND chosen.backend_version = ?4 THEN chosen.prepared END
      AS prepared,
    CASE WHEN chosen.backend = ?3 AND chosen.backend_version = ?4
           AND length(chosen.prepared) > 0 THEN NULL ELSE chosen.der END,
    CASE WHEN chosen.id IS NULL THEN (
      SELECT CASE
        WHEN count(*) = 0 THEN 'no certificate'
        WHEN max(may_encrypt AND not_before > ?2) THEN 'not yet valid'
        WHEN max(may_encrypt) THEN 'expired'
        ELSE 'not for encryption' END
      FROM certificate WHERE certificate.address = member.address) END
  FROM member LEFT JOIN certificate AS chosen ON chosen.id = (
    SELECT id FROM certificate
    WHERE certificate.address = member.address AND may_encrypt = 1
      AND not_before <= ?2 AND not_after >= ?2
    ORDER BY weak, not_before DESC, fingerprint LIMIT 1)
  WHERE member.list = ?1 AND member.role = 'member'
  ORDER BY member.address
)sql";

}  // namespace

Result<void> SqliteStore::each_address(const std::string& list,
                                       const std::function<Result<void>(std::string_view)>& each) {
  auto rows = database_->fresh_query(
      "SELECT address FROM member WHERE list = ?1 AND role = 'member' ORDER BY address",
      "reading the recipients", {list});
  if (!rows) return rows.error();
  for (;;) {
    const auto more = rows->next();
    if (!more) return more.error();
    if (!*more) return {};
    if (auto done = each(rows->bytes(0)); !done) return done;
  }
}

Result<void> SqliteStore::each_recipient(
    const std::string& list, Time at, const PreparedBy& by,
    const std::function<Result<void>(const Recipient&)>& each) {
  auto rows = database_->fresh_query(recipients, "reading the recipients",
                                     {list, seconds(at), by.backend, std::int64_t{by.version}});
  if (!rows) return rows.error();
  const std::string unprepared = "needs preparing by " + by.backend;
  for (;;) {
    const auto more = rows->next();
    if (!more) return more.error();
    if (!*more) return {};
    Recipient recipient{rows->bytes(0), rows->bytes(1), rows->bytes(3), rows->bytes(2)};
    if (recipient.prepared.empty() && !recipient.certificate_der.empty())
      recipient.why_not = unprepared;
    if (auto done = each(recipient); !done) return done;
  }
}

}  // namespace chancery
