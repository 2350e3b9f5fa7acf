// How entries and jobs stand in the rows of a queue, whichever database they are in.
#pragma once

#include "store/queue.hpp"
#include "store/sql.hpp"

namespace chancery {

// The order of states is their urgency to an operator.
constexpr std::int64_t stored(JobState state) { return static_cast<std::int64_t>(state); }
constexpr std::int64_t stored(Work work) { return static_cast<std::int64_t>(work); }

// A reason as it is kept: a remote server's words may be no text at all, which a database refuses.
std::string words_of(std::string_view why);

// Rows of a message that came in, with the job that decides.
struct NewEntry {
  std::string id;
  std::string sender, list;
  Time received{};
  std::uint64_t size = 0;
  std::string why_not = {};  // it is no message: an operator has to look at it
};
Result<void> insert_entry(sql::Database& database, const NewEntry& entry, std::int64_t now);

// Done with, as far as the rows know.
Result<std::vector<std::string>> entries_without_jobs(sql::Database& database);

}  // namespace chancery
