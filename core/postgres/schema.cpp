// Migrations. They run in one transaction and one after the other, whoever comes first.
#include "postgres/schema.hpp"

#include <span>

namespace chancery::postgres {
namespace {

// COLLATE "C": texts are compared and ordered as bytes, as they are everywhere in this program,
// whatever the database's own language says. The columns are those of the embedded store
// (store/schema.cpp) and of the embedded queue (store/sql_queue.cpp), which say what they mean.
//
// A bounce is a member's: it goes with them, so its row says which role it is about.
constexpr const char* store_tables = R"sql(
  CREATE TABLE member (
    list TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (list, role, address)
  );

  CREATE TABLE certificate (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    address TEXT COLLATE "C" NOT NULL,
    fingerprint TEXT COLLATE "C" NOT NULL,
    may_encrypt BIGINT NOT NULL,
    weak BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    not_after BIGINT NOT NULL,
    may_sign BIGINT NOT NULL,
    is_ca BIGINT NOT NULL,
    key_bits BIGINT NOT NULL,
    key_algorithm TEXT NOT NULL,
    serial TEXT NOT NULL,
    subject TEXT NOT NULL,
    issuer TEXT NOT NULL,
    addresses TEXT NOT NULL,
    odd_addresses TEXT NOT NULL,
    source TEXT NOT NULL,
    added BIGINT NOT NULL,
    backend TEXT COLLATE "C" NOT NULL,
    backend_version BIGINT NOT NULL,
    pinned BIGINT NOT NULL DEFAULT 0,
    usable BIGINT NOT NULL DEFAULT 0,
    refusal TEXT NOT NULL DEFAULT '',
    prepared BYTEA NOT NULL,
    der BYTEA NOT NULL,
    UNIQUE (address, fingerprint)
  );

  CREATE TABLE certificate_history (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    address TEXT COLLATE "C" NOT NULL,
    fingerprint TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    source TEXT NOT NULL
  );
  CREATE INDEX certificate_history_of ON certificate_history (address);

  CREATE TABLE seen (
    list TEXT COLLATE "C" NOT NULL,
    trait TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    entry TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (list, trait, digest)
  );
  CREATE INDEX seen_at ON seen (at);

  CREATE TABLE told (
    address TEXT COLLATE "C" PRIMARY KEY,
    day BIGINT NOT NULL,
    count BIGINT NOT NULL
  );
  CREATE INDEX told_on ON told (day);

  CREATE TABLE bounce (
    list TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL DEFAULT 'member',
    address TEXT COLLATE "C" NOT NULL,
    count BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (list, address),
    FOREIGN KEY (list, role, address) REFERENCES member ON DELETE CASCADE
  );
)sql";

// Several recipients of one message have one copy of it. EXTERNAL: what is encrypted or in base64
// gains nothing by being compressed.
constexpr const char* queue_tables = R"sql(
  CREATE TABLE entry (
    id TEXT COLLATE "C" PRIMARY KEY,
    sender TEXT NOT NULL,
    list TEXT NOT NULL,
    received BIGINT NOT NULL,
    size BIGINT NOT NULL,
    decision BYTEA NOT NULL DEFAULT ''
  );

  CREATE TABLE job (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry TEXT COLLATE "C" NOT NULL REFERENCES entry,
    work BIGINT NOT NULL,
    after TEXT COLLATE "C" NOT NULL DEFAULT '',
    until TEXT COLLATE "C" NOT NULL DEFAULT '',
    address TEXT COLLATE "C" NOT NULL DEFAULT '',
    state BIGINT NOT NULL DEFAULT 0,
    due BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    crashes BIGINT NOT NULL DEFAULT 0,
    why TEXT NOT NULL DEFAULT '',
    token TEXT COLLATE "C" NOT NULL DEFAULT '',
    machine TEXT COLLATE "C" NOT NULL DEFAULT '',
    space TEXT COLLATE "C" NOT NULL DEFAULT '',
    pid BIGINT NOT NULL DEFAULT 0,
    born BIGINT NOT NULL DEFAULT 0,
    keeper_pid BIGINT NOT NULL DEFAULT 0,
    keeper_born BIGINT NOT NULL DEFAULT 0,
    lease BIGINT NOT NULL DEFAULT 0
  );
  CREATE INDEX job_due ON job (state, due, number);
  CREATE INDEX job_entry ON job (entry);

  CREATE TABLE message (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    content BYTEA NOT NULL
  );
  ALTER TABLE message ALTER COLUMN content SET STORAGE EXTERNAL;

  CREATE TABLE body (
    entry TEXT COLLATE "C" PRIMARY KEY REFERENCES entry ON DELETE CASCADE,
    message BIGINT NOT NULL REFERENCES message
  );
  CREATE INDEX body_message ON body (message);
)sql";

constexpr const char* first[] = {store_tables, queue_tables};
// In order; the n-th leads to version n. What has been released is never changed, only added to.
constexpr std::span<const char* const> migrations[] = {first};
constexpr std::int64_t newest = std::size(migrations);

constexpr std::string_view doing = "looking at the tables";

// None: there are no tables of ours.
Result<std::optional<std::int64_t>> version_of(Database& database) {
  const auto there = database.number(
      "SELECT count(*) FROM pg_catalog.pg_tables"
      " WHERE schemaname = 'chancery' AND tablename = 'version'",
      doing);
  if (!there) return there.error();
  if (*there == 0) return std::optional<std::int64_t>();
  const auto version = database.number("SELECT number FROM version", doing);
  if (!version) return version.error();
  return std::optional(*version);
}

Error too_new(std::int64_t version) {
  return Err(Code::misconfigured,
             "opening the store: the database has schema " + std::to_string(version) +
                 ", and this program knows up to " + std::to_string(newest),
             "use the newer chancery that wrote it");
}

Result<void> migrate_from(Database& database, std::int64_t version) {
  constexpr std::string_view changing = "bringing the tables up to date";
  for (auto next = version; next < newest; ++next)
    for (const char* tables : migrations[next])
      if (auto done = database.script(tables, changing); !done) return done;
  const auto marked = database.run("UPDATE version SET number = ?1", changing, {newest});
  if (!marked) return marked.error();
  return {};
}

// The lock is of this database and ends with the transaction. Another program may have been faster
// while this one waited, and may be a newer one: asked again inside.
Result<void> bring_up(Database& database, bool make) {
  constexpr std::string_view making = "making the tables";
  return sql::at_once(database, making, [&]() -> Result<void> {
    const auto locked = database.script("SELECT pg_catalog.pg_advisory_xact_lock(4847442)", making);
    if (!locked) return locked;
    auto version = version_of(database);
    if (!version) return version.error();
    if (!*version && make) {
      const auto made = database.script(
          "CREATE SCHEMA IF NOT EXISTS chancery; CREATE TABLE version (number BIGINT NOT NULL);"
          "INSERT INTO version VALUES (0)",
          making);
      if (!made) return made;
      *version = 0;
    }
    if (version->value_or(newest) >= newest) return {};
    return migrate_from(database, **version);
  });
}

// Texts are UTF-8 here, and a database of another encoding could not hold all of them.
Result<void> check_encoding(Database& database) {
  const auto right = database.number(
      "SELECT count(*) FROM pg_catalog.pg_settings WHERE name = 'server_encoding'"
      " AND setting = 'UTF8'",
      doing);
  if (!right) return right.error();
  if (*right == 1) return {};
  return Err(Code::misconfigured, "opening the store: the database is not in UTF-8",
             "createdb --encoding=UTF8 --template=template0 NAME");
}

}  // namespace

Result<void> make_tables(Database& database) {
  if (auto right = check_encoding(database); !right) return right;
  const auto version = version_of(database);
  if (!version) return version.error();
  if (!*version) return bring_up(database, true);
  return check_tables(database);
}

Result<void> check_tables(Database& database) {
  if (auto right = check_encoding(database); !right) return right;
  const auto version = version_of(database);
  if (!version) return version.error();
  if (!*version)
    return Err(Code::misconfigured, "opening the store: the database has no tables of a site",
               "see that `store` names the right one; in a new one, chancery store make");
  if (**version > newest) return too_new(**version);
  return **version < newest ? bring_up(database, false) : Result<void>();
}

}  // namespace chancery::postgres
