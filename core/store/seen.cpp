// What lists had, so that it is known when it comes again.
#include "store/sql_store.hpp"

namespace chancery {

std::string_view name(Trait trait) {
  switch (trait) {
    case Trait::message_id: return "message-id";
    case Trait::signature: return "signature";
  }
  return {};
}

Result<std::optional<Sighting>> SqlStore::seen(const Mark& mark) {
  auto rows =
      database_->query("SELECT entry, at FROM seen WHERE list = ?1 AND trait = ?2 AND digest = ?3",
                       "looking for what a list had", {mark.list, name(mark.trait), mark.digest});
  if (!rows) return rows.error();
  const auto found = rows->next();
  if (!found) return found.error();
  if (!*found) return std::optional<Sighting>();
  return std::optional(Sighting{std::string(rows->bytes(0)), from_seconds(rows->number(1))});
}

Result<Sighting> SqlStore::remember(const Mark& mark, const Sighting& sighting) {
  const auto added = change(
      "INSERT INTO seen (list, trait, digest, entry, at) VALUES (?1, ?2, ?3, ?4, ?5)"
      " ON CONFLICT DO NOTHING",
      "remembering what a list had",
      {mark.list, name(mark.trait), mark.digest, sighting.entry, seconds(sighting.at)});
  if (!added) return added.error();
  if (*added > 0) return sighting;
  auto earlier = seen(mark);
  if (!earlier) return earlier.error();
  // Forgotten in between, outside of a transaction: as good as had by nobody.
  return *earlier ? **earlier : sighting;
}

Result<std::size_t> SqlStore::forget_before(Time at) {
  const auto gone =
      change("DELETE FROM seen WHERE at < ?1", "forgetting what lists had", {seconds(at)});
  if (!gone) return gone.error();
  return static_cast<std::size_t>(*gone);
}

}  // namespace chancery
