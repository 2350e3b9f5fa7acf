// Certificates: one row an address and fingerprint, with every fact that the backend read, so that
// they can be listed and chosen without one.
#include "base/text.hpp"
#include "store/choice.hpp"
#include "store/sql_store.hpp"

#include <cstddef>

namespace chancery {
namespace {

// Neither kind of address has a line break: canonical ones never, odd ones are printable.
std::string joined(const std::vector<Address>& addresses) {
  std::string text;
  for (const Address& address : addresses) text += address.text() + '\n';
  return text;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string text;
  for (const std::string& one : texts) text += printable(one) + '\n';
  return text;
}

std::vector<std::string_view> parted(std::string_view text) {
  std::vector<std::string_view> parts;
  for (const std::string_view line : split(text, '\n'))
    if (!line.empty()) parts.push_back(line);
  return parts;
}

std::int64_t usability(std::string_view prepared, std::string_view refusal) {
  if (!prepared.empty()) return 1;
  return refusal.empty() ? 0 : -1;
}

Result<StoredCertificate> certificate_of(const sql::Rows& row) {
  StoredCertificate stored;
  Certificate& c = stored.certificate;
  int column = 0;
  const auto text = [&] { return std::string(row.bytes(column++)); };
  const auto number = [&] { return row.number(column++); };
  c.fingerprint = text();
  c.der = text();
  c.subject = text();
  c.issuer = text();
  c.serial = text();
  c.key_algorithm = text();
  c.key_bits = static_cast<int>(number());
  c.may_sign = number() != 0;
  c.may_encrypt = number() != 0;
  c.is_ca = number() != 0;
  c.weak = number() != 0;
  c.not_before = from_seconds(number());
  c.not_after = from_seconds(number());
  stored.source = text();
  stored.added = from_seconds(number());
  for (const std::string_view one : parted(row.bytes(column++))) {
    auto address = Address::make(one);
    if (!address) return Err(Code::misconfigured, "reading a certificate: " + address.error().what);
    c.addresses.push_back(std::move(*address));
  }
  for (const std::string_view one : parted(row.bytes(column++))) c.odd_addresses.emplace_back(one);
  stored.pinned = number() != 0;
  stored.refusal = text();
  stored.standing = static_cast<Standing>(number());
  if (stored.standing != Standing::refused) stored.refusal.clear();
  return stored;
}

constexpr const char* add_or_renew =
    "INSERT INTO certificate (address, fingerprint, der, subject, issuer, serial, key_algorithm,"
    " key_bits, may_sign, may_encrypt, is_ca, weak, not_before, not_after, source, added,"
    " addresses, odd_addresses, backend, backend_version, prepared, usable, refusal)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"
    " ?19, ?20, ?21, ?22, ?23)"
    " ON CONFLICT (address, fingerprint) DO UPDATE SET der = ?3, subject = ?4, issuer = ?5,"
    " serial = ?6, key_algorithm = ?7, key_bits = ?8, may_sign = ?9, may_encrypt = ?10,"
    " is_ca = ?11, weak = ?12, not_before = ?13, not_after = ?14, addresses = ?17,"
    " odd_addresses = ?18, backend = ?19, backend_version = ?20, prepared = ?21, usable = ?22,"
    " refusal = ?23";

}  // namespace

std::string why_not(const StoredCertificate& stored) {
  switch (stored.standing) {
    case Standing::usable:
    case Standing::untried: return {};
    case Standing::not_yet_valid: return "not yet valid";
    case Standing::expired: return "expired";
    case Standing::refused: return stored.refusal;
    case Standing::not_for_encryption: return "not for encryption";
  }
  return {};
}

Result<void> SqlStore::add_certificate(const Address& address, const StoredCertificate& stored,
                                       const PreparedBy& by, std::string_view prepared,
                                       std::string_view refusal) {
  const Certificate& c = stored.certificate;
  const std::string addresses = joined(c.addresses);
  const std::string odd_addresses = joined(c.odd_addresses);
  const auto add = [&]() -> Result<bool> {
    const auto known =
        database_->number("SELECT 1 FROM certificate WHERE address = ?1 AND fingerprint = ?2",
                          "looking for a certificate", {address.text(), c.fingerprint});
    if (!known) return known.error();
    const auto changed = change(add_or_renew, "adding a certificate",
                                {address.text(),
                                 c.fingerprint,
                                 sql::Blob{c.der},
                                 c.subject,
                                 c.issuer,
                                 c.serial,
                                 c.key_algorithm,
                                 std::int64_t{c.key_bits},
                                 std::int64_t{c.may_sign},
                                 std::int64_t{c.may_encrypt},
                                 std::int64_t{c.is_ca},
                                 std::int64_t{c.weak},
                                 seconds(c.not_before),
                                 seconds(c.not_after),
                                 stored.source,
                                 seconds(stored.added),
                                 addresses,
                                 odd_addresses,
                                 by.backend,
                                 std::int64_t{by.version},
                                 sql::Blob{prepared},
                                 usability(prepared, refusal),
                                 refusal});
    if (!changed) return changed.error();
    if (*known == 1) return true;  // nothing new to remember, however often it is seen again
    const auto noted = note(address.text(), c.fingerprint, "added", {stored.source, stored.added});
    if (!noted) return noted.error();
    return true;
  };
  const auto added = together(add);
  if (!added) return added.error();
  return {};
}

Result<void> SqlStore::keep_prepared(std::string_view address, std::string_view fingerprint,
                                     const PreparedBy& by, std::string_view prepared,
                                     std::string_view refusal) {
  const auto changed = change(
      "UPDATE certificate SET backend = ?3, backend_version = ?4, prepared = ?5, usable = ?6,"
      " refusal = ?7 WHERE address = ?1 AND fingerprint = ?2",
      "keeping what was prepared",
      {address, fingerprint, by.backend, std::int64_t{by.version}, sql::Blob{prepared},
       usability(prepared, refusal), refusal});
  if (!changed) return changed.error();
  return {};
}

Result<std::vector<StoredCertificate>> SqlStore::certificates(const Address& address, Time at,
                                                              const PreparedBy& by) {
  const std::string sql =
      "SELECT fingerprint, der, subject, issuer, serial, key_algorithm, key_bits, may_sign,"
      " may_encrypt, is_ca, weak, not_before, not_after, source, added, addresses, odd_addresses,"
      " pinned, refusal, " +
      std::string(sql::standing) + " FROM certificate WHERE address = ?1 ORDER BY " +
      sql::best_first();
  auto rows =
      database_->fresh_query(sql, "reading certificates",
                             {address.text(), seconds(at), by.backend, std::int64_t{by.version}});
  if (!rows) return rows.error();
  std::vector<StoredCertificate> found;
  for (;;) {
    const auto more = rows->next();
    if (!more) return more.error();
    if (!*more) return found;
    auto certificate = certificate_of(*rows);
    if (!certificate) return certificate.error();
    found.push_back(std::move(*certificate));
  }
}

}  // namespace chancery
