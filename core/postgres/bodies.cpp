#include "postgres/bodies.hpp"

#include "store/queue_rows.hpp"

namespace chancery::postgres {

Result<std::int64_t> server_time(Database& database) {
  return database.number("SELECT floor(extract(epoch FROM clock_timestamp()))::bigint",
                         "asking for the time");
}

std::int64_t RowBodies::now() const {
  if (clock_) return seconds(clock_->now());
  const auto passed = std::chrono::steady_clock::now() - then_;
  return asked_ + std::chrono::duration_cast<std::chrono::seconds>(passed).count();
}

// Rows are there since the message was accepted; what may have run away is the clock.
Result<void> RowBodies::take_in() {
  if (clock_) return {};
  const auto time = server_time(database_);
  if (!time) return time.error();
  asked_ = *time;
  then_ = std::chrono::steady_clock::now();
  return {};
}

Result<std::string> RowBodies::message(const std::string& entry) {
  constexpr std::string_view doing = "reading a message";
  auto rows = database_.query(
      "SELECT content FROM message JOIN body ON body.message = message.id WHERE body.entry = ?1",
      doing, {entry});
  if (!rows) return rows.error();
  const auto found = rows->next();
  if (!found) return found.error();
  if (*found) return std::string(rows->bytes(0));
  return Err(Code::not_found, std::string(doing) + ": " + entry + " is no longer in the queue");
}

// The lock is for two who forget the last entries of one message at once: the later one sees that
// it is the last.
Result<void> RowBodies::forget(const std::string& entry) {
  constexpr std::string_view doing = "forgetting an entry";
  return sql::at_once(database_, doing, [&]() -> Result<void> {
    const auto message =
        database_.number("SELECT message FROM body WHERE entry = ?1", doing, {entry});
    if (!message) return message.error();
    const auto locked =
        database_.number("SELECT 1 FROM message WHERE id = ?1 FOR UPDATE", doing, {*message});
    if (!locked) return locked.error();
    const auto gone = database_.run("DELETE FROM entry WHERE id = ?1", doing, {entry});
    if (!gone) return gone.error();
    const auto freed = database_.run(
        "DELETE FROM message WHERE id = ?1"
        " AND NOT EXISTS (SELECT 1 FROM body WHERE body.message = message.id)",
        doing, {*message});
    if (!freed) return freed.error();
    return {};
  });
}

// Whoever died between the last commit about an entry and forgetting it may never come back, and
// the answer to a commit may have been lost.
Result<void> RowBodies::tidy(bool idle) {
  constexpr std::chrono::seconds pause{60};
  const auto now = std::chrono::steady_clock::now();
  if (!idle || now - tidied_ < pause) return {};
  tidied_ = now;
  return repair();
}

// A crash leaves nothing apart: only what was done with and not yet forgotten.
Result<void> RowBodies::repair() {
  const auto finished = entries_without_jobs(database_);
  if (!finished) return finished.error();
  for (const auto& entry : *finished)
    if (auto gone = forget(entry); !gone) return gone;
  return {};
}

Result<void> insert_message(Database& database, const Envelope& envelope, std::string_view message,
                            const std::vector<std::string>& ids, std::int64_t now) {
  constexpr std::string_view doing = "accepting a message";
  return sql::at_once(database, doing, [&]() -> Result<void> {
    const auto number = database.number("INSERT INTO message (content) VALUES (?1) RETURNING id",
                                        doing, {sql::Blob{message}});
    if (!number) return number.error();
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const NewEntry entry{ids[i], envelope.sender, envelope.recipients[i], envelope.received,
                           message.size()};
      if (auto added = insert_entry(database, entry, now); !added) return added;
      const auto body = database.run("INSERT INTO body (entry, message) VALUES (?1, ?2)", doing,
                                     {entry.id, *number});
      if (!body) return body.error();
    }
    return {};
  });
}

}  // namespace chancery::postgres
