#include "store/queue_rows.hpp"

#include "base/text.hpp"

namespace chancery {

std::string words_of(std::string_view why) {
  constexpr std::size_t most = 1000;
  return printable(why, most);
}

Result<void> insert_entry(sql::Database& database, const NewEntry& entry, std::int64_t now) {
  constexpr std::string_view doing = "taking in a message";
  const auto added = database.run(
      "INSERT INTO entry (id, sender, list, received, size) VALUES (?1, ?2, ?3, ?4, ?5)", doing,
      {entry.id, entry.sender, entry.list, seconds(entry.received),
       static_cast<std::int64_t>(entry.size)});
  if (!added) return added.error();
  const auto state = entry.why_not.empty() ? JobState::ready : JobState::quarantined;
  const auto job = database.run(
      "INSERT INTO job (entry, work, state, due, why) VALUES (?1, ?2, ?3, ?4, ?5)", doing,
      {entry.id, stored(Work::decide), stored(state), now, words_of(entry.why_not)});
  if (!job) return job.error();
  return {};
}

Result<std::vector<std::string>> entries_without_jobs(sql::Database& database) {
  std::vector<std::string> found;
  auto rows = database.query(
      "SELECT id FROM entry WHERE NOT EXISTS (SELECT 1 FROM job WHERE job.entry = entry.id)",
      "looking for what is done with", {});
  if (!rows) return rows.error();
  for (;;) {
    const auto more = rows->next();
    if (!more) return more.error();
    if (!*more) return found;
    found.emplace_back(rows->bytes(0));
  }
}

}  // namespace chancery
