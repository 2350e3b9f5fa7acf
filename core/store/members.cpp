// Who stands in which relation to which list.
#include "store/sql_store.hpp"

namespace chancery {

Result<bool> SqlStore::add(const std::string& list, const Member& member) {
  const auto added = change(
      "INSERT INTO member (list, role, address, name) VALUES (?1, ?2, ?3, ?4)"
      " ON CONFLICT DO NOTHING",
      "adding a member", {list, name(member.role), member.address.text(), member.name});
  if (!added) return added.error();
  if (*added > 0 || member.name.empty()) return *added > 0;
  const auto renamed =
      change("UPDATE member SET name = ?4 WHERE list = ?1 AND role = ?2 AND address = ?3",
             "renaming a member", {list, name(member.role), member.address.text(), member.name});
  if (!renamed) return renamed.error();
  return false;
}

Result<bool> SqlStore::remove(const std::string& list, const Address& address,
                              std::optional<Role> role) {
  const auto changed =
      change("DELETE FROM member WHERE list = ?1 AND address = ?2 AND (?3 = '' OR role = ?3)",
             "removing a member", {list, address.text(), role ? name(*role) : std::string_view()});
  if (!changed) return changed.error();
  return *changed > 0;
}

Result<std::size_t> SqlStore::remove_list(const std::string& list) {
  const auto changed =
      change("DELETE FROM member WHERE list = ?1", "removing everybody of a list", {list});
  if (!changed) return changed.error();
  return static_cast<std::size_t>(*changed);
}

Result<bool> SqlStore::rename(const std::string& list, const Address& address,
                              const std::string& name) {
  const auto changed = change("UPDATE member SET name = ?3 WHERE list = ?1 AND address = ?2",
                              "renaming a member", {list, address.text(), name});
  if (!changed) return changed.error();
  return *changed > 0;
}

Result<bool> SqlStore::has(std::string_view list, std::string_view address, Role role) {
  const auto found =
      database_->number("SELECT 1 FROM member WHERE list = ?1 AND role = ?2 AND address = ?3",
                        "looking up a member", {list, name(role), address});
  if (!found) return found.error();
  return *found == 1;
}

Result<bool> SqlStore::any(std::string_view list, Role role) {
  const auto found = database_->number("SELECT 1 FROM member WHERE list = ?1 AND role = ?2 LIMIT 1",
                                       "looking for members", {list, name(role)});
  if (!found) return found.error();
  return *found == 1;
}

Result<std::size_t> SqlStore::count(const std::string& list, Role role) {
  const auto found = database_->number("SELECT count(*) FROM member WHERE list = ?1 AND role = ?2",
                                       "counting members", {list, name(role)});
  if (!found) return found.error();
  return static_cast<std::size_t>(*found);
}

namespace {

// Only somebody else's pen can have written what is neither an address nor a role.
Result<Member> member_of(const sql::Rows& row) {
  auto address = Address::make(row.bytes(0));
  const auto role = role_named(row.bytes(2));
  if (!address || !role)
    return Err(Code::misconfigured, "reading the members: a row holds no address or no known role",
               "the store was changed by another program; put a backup in its place");
  return Member{std::move(*address), std::string(row.bytes(1)), *role};
}

}  // namespace

Result<std::optional<Member>> SqlStore::member(std::string_view list, std::string_view address,
                                               Role role) {
  auto rows = database_->query(
      "SELECT address, name, role FROM member WHERE list = ?1 AND role = ?2 AND address = ?3",
      "looking up a member", {list, name(role), address});
  if (!rows) return rows.error();
  const auto found = rows->next();
  if (!found) return found.error();
  if (!*found) return std::optional<Member>();
  auto member = member_of(*rows);
  if (!member) return member.error();
  return std::optional(std::move(*member));
}

Result<std::vector<Member>> SqlStore::members(const std::string& list, std::optional<Role> role) {
  auto rows = database_->query(
      "SELECT address, name, role FROM member WHERE list = ?1 AND (?2 = '' OR role = ?2)"
      " ORDER BY address, role",
      "reading the members", {list, role ? name(*role) : std::string_view()});
  if (!rows) return rows.error();
  std::vector<Member> found;
  for (;;) {
    const auto more = rows->next();
    if (!more) return more.error();
    if (!*more) return found;
    auto member = member_of(*rows);
    if (!member) return member.error();
    found.push_back(std::move(*member));
  }
}

}  // namespace chancery
