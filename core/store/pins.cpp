// What an administrator says of certificates, and the history of what became of them.
#include "store/sql_store.hpp"

namespace chancery {

Result<void> SqlStore::note(std::string_view address, std::string_view fingerprint,
                            std::string_view event, const Authority& authority) {
  const auto changed = change(
      "INSERT INTO certificate_history (address, fingerprint, at, event, source)"
      " VALUES (?1, ?2, ?3, ?4, ?5)",
      "keeping the history of a certificate",
      {address, fingerprint, seconds(authority.at), event, authority.source});
  if (!changed) return changed.error();
  return {};
}

Result<bool> SqlStore::pin(const Address& address, const std::string& fingerprint,
                           const Authority& authority) {
  return together([&]() -> Result<bool> {
    const auto known =
        database_->number("SELECT 1 FROM certificate WHERE address = ?1 AND fingerprint = ?2",
                          "looking for a certificate", {address.text(), fingerprint});
    if (!known) return known.error();
    if (*known == 0) return false;
    const auto changed = change(
        "UPDATE certificate SET pinned = CASE WHEN fingerprint = ?2 THEN 1 ELSE 0 END"
        " WHERE address = ?1",
        "pinning a certificate", {address.text(), fingerprint});
    if (!changed) return changed.error();
    if (auto noted = note(address.text(), fingerprint, "pinned", authority); !noted)
      return noted.error();
    return true;
  });
}

Result<bool> SqlStore::unpin(const Address& address, const Authority& authority) {
  return together([&]() -> Result<bool> {
    const auto noted = change(
        "INSERT INTO certificate_history (address, fingerprint, at, event, source)"
        " SELECT address, fingerprint, ?2, 'unpinned', ?3 FROM certificate"
        " WHERE address = ?1 AND pinned = 1",
        "keeping the history of a certificate",
        {address.text(), seconds(authority.at), authority.source});
    if (!noted) return noted.error();
    const auto changed =
        change("UPDATE certificate SET pinned = 0 WHERE address = ?1 AND pinned = 1",
               "unpinning a certificate", {address.text()});
    if (!changed) return changed.error();
    return *changed > 0;
  });
}

Result<bool> SqlStore::remove_certificate(const Address& address, const std::string& fingerprint,
                                          const Authority& authority) {
  return together([&]() -> Result<bool> {
    const auto changed = change("DELETE FROM certificate WHERE address = ?1 AND fingerprint = ?2",
                                "removing a certificate", {address.text(), fingerprint});
    if (!changed) return changed.error();
    if (*changed == 0) return false;
    if (auto noted = note(address.text(), fingerprint, "removed", authority); !noted)
      return noted.error();
    return true;
  });
}

Result<std::vector<CertificateEvent>> SqlStore::history(const Address& address) {
  auto rows = database_->query(
      "SELECT fingerprint, event, source, at FROM certificate_history WHERE address = ?1"
      " ORDER BY id",
      "reading the history of certificates", {address.text()});
  if (!rows) return rows.error();
  std::vector<CertificateEvent> found;
  for (;;) {
    const auto more = rows->next();
    if (!more) return more.error();
    if (!*more) return found;
    found.push_back({std::string(rows->bytes(0)), std::string(rows->bytes(1)),
                     std::string(rows->bytes(2)), from_seconds(rows->number(3))});
  }
}

}  // namespace chancery
