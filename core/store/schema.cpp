// Migrations, and the making of a new file.
//
// A new file is made under another name and linked into place when it is whole: no process ever
// sees half of it, two that make it at once end up with the same one, and nobody else can read it
// for a moment (mode 0600 from the start; SQLite gives its side files the same).
//
// Journal mode WAL, which the file itself remembers: whoever streams 100,000 recipients keeps one
// snapshot and hinders nobody who writes, and a writer waits for one sync, not three. Its price: a
// local disk, and a side file that grows by what is written while somebody reads. `synchronous` is
// set in sqlite.cpp.
#include "store/schema.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <unistd.h>

namespace chancery::sqlite {
namespace {

// Addresses and names of lists are compared as bytes (the default, BINARY), which is also their
// order. A certificate is found by what is asked of it when a message is sealed: the index has all
// of that, and only the row of the chosen one is read, of which `prepared` comes before the longer
// `der`. `addresses` and `odd_addresses`: one a line.
constexpr const char* version_1 = R"sql(
  CREATE TABLE member (
    list TEXT NOT NULL,
    role TEXT NOT NULL,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (list, role, address)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE certificate (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    may_encrypt INTEGER NOT NULL,
    weak INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    may_sign INTEGER NOT NULL,
    is_ca INTEGER NOT NULL,
    key_bits INTEGER NOT NULL,
    key_algorithm TEXT NOT NULL,
    serial TEXT NOT NULL,
    subject TEXT NOT NULL,
    issuer TEXT NOT NULL,
    addresses TEXT NOT NULL,
    odd_addresses TEXT NOT NULL,
    source TEXT NOT NULL,
    added INTEGER NOT NULL,
    backend TEXT NOT NULL,
    backend_version INTEGER NOT NULL,
    prepared BLOB NOT NULL,
    der BLOB NOT NULL,
    UNIQUE (address, fingerprint)
  ) STRICT;

  CREATE INDEX certificate_choice ON certificate (
    address, may_encrypt DESC, weak, not_before DESC, fingerprint, not_after);
)sql";

// `usable`: 1 what was prepared can be sealed to, -1 the backend refused it (`refusal` says why), 0
// it has not been tried, or its refusal was not kept. What the choice looks at stands in the index.
// The history outlives what it speaks of.
constexpr const char* version_2 = R"sql(
  ALTER TABLE certificate ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE certificate ADD COLUMN usable INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE certificate ADD COLUMN refusal TEXT NOT NULL DEFAULT '';
  UPDATE certificate SET usable = 1 WHERE length(prepared) > 0;

  DROP INDEX certificate_choice;
  CREATE INDEX certificate_choice ON certificate (
    address, pinned DESC, may_encrypt DESC, weak, not_before DESC, fingerprint, not_after, usable,
    backend, backend_version);

  CREATE TABLE certificate_history (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    source TEXT NOT NULL
  ) STRICT;
  CREATE INDEX certificate_history_of ON certificate_history (address);
  INSERT INTO certificate_history (address, fingerprint, at, event, source)
    SELECT address, fingerprint, added, 'added', source FROM certificate ORDER BY added, id;
)sql";

// What lists had, who was told something today, and whose mail came back.
constexpr const char* version_3 = R"sql(
  CREATE TABLE seen (
    list TEXT NOT NULL,
    trait TEXT NOT NULL,
    digest TEXT NOT NULL,
    entry TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (list, trait, digest)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX seen_at ON seen (at);

  CREATE TABLE told (
    address TEXT PRIMARY KEY,
    day INTEGER NOT NULL,
    count INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX told_on ON told (day);

  CREATE TABLE bounce (
    list TEXT NOT NULL,
    address TEXT NOT NULL,
    count INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (list, address)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER bounce_of_nobody AFTER DELETE ON member WHEN old.role = 'member' BEGIN
    DELETE FROM bounce WHERE list = old.list AND address = old.address;
  END;
)sql";

constexpr const char* migrations[] = {version_1, version_2, version_3};
constexpr Schema store_schema = {0x4348414e, migrations};  // "CHAN"

std::int64_t newest(const Schema& schema) {
  return static_cast<std::int64_t>(schema.migrations.size());
}

Result<std::int64_t> version_of(Database& database) {
  return database.number("PRAGMA user_version", "reading the schema's number");
}

// Empty and nobody's, or ours.
Result<void> check_owner(Database& database, const std::string& file, const Schema& schema,
                         std::int64_t version) {
  const char* doing = "recognizing the store";
  const auto owner = database.number("PRAGMA application_id", doing);
  if (!owner) return owner.error();
  if (*owner == schema.application) return {};
  const auto tables = database.number("SELECT count(*) FROM sqlite_schema", doing);
  if (!tables) return tables.error();
  if (version == 0 && *owner == 0 && *tables == 0) return {};
  return Err(Code::misconfigured, "opening the store: " + file + " is another program's database",
             "move it away; a new store is made in its place");
}

Error too_new(const std::string& file, const Schema& schema, std::int64_t version) {
  return Err(Code::misconfigured,
             "opening the store: " + file + " has schema " + std::to_string(version) +
                 ", and this program knows up to " + std::to_string(newest(schema)),
             "use the newer chancery that wrote it, or a backup from before the upgrade");
}

// Another process may have been faster while this one waited, and may be a newer program: asked
// again inside, or an older one would write its own number over the newer.
Result<void> migrate(Database& database, const std::string& file, const Schema& schema) {
  const char* doing = "bringing the schema up to date";
  // Only an empty file takes a page size. Two kilobytes, a certificate and what was prepared from
  // it, would leave half of each of SQLite's usual pages unused.
  constexpr const char* begin = "PRAGMA page_size = 8192; BEGIN IMMEDIATE";
  if (auto begun = database.script(begin, doing); !begun) return begun;
  const auto version = version_of(database);
  if (!version) return version.error();
  if (*version > newest(schema)) {
    if (auto undone = database.script("ROLLBACK", doing); !undone) return undone;
    return too_new(file, schema, *version);
  }
  for (std::int64_t next = *version; next < newest(schema); ++next)
    if (auto done = database.script(schema.migrations[next], doing); !done) return done;
  const std::string marks = "PRAGMA application_id = " + std::to_string(schema.application) +
                            "; PRAGMA user_version = " + std::to_string(newest(schema)) +
                            "; COMMIT";
  return database.script(marks.c_str(), doing);
}

Result<std::unique_ptr<Database>> open_current(const std::string& file,
                                               std::chrono::milliseconds patience,
                                               const Schema& schema) {
  auto database = Database::open(file, patience);
  if (!database) return database;
  const auto version = version_of(**database);
  if (!version) return version.error();
  if (auto ours = check_owner(**database, file, schema, *version); !ours) return ours.error();
  if (*version > newest(schema)) return too_new(file, schema, *version);
  if (*version == newest(schema)) return database;
  if (auto migrated = migrate(**database, file, schema); !migrated) return migrated.error();
  auto wal = (*database)->script("PRAGMA journal_mode = WAL", "choosing the journal");
  if (!wal) return wal.error();
  return database;
}

Error system_failure(const std::string& file, const char* doing) {
  const int reason = errno;
  return failure_of(SQLITE_CANTOPEN, reason, file, doing, "the file cannot be made");
}

// The entry in the folder must survive a power cut as the content does.
Result<void> sync_folder(const std::string& file) {
  const auto slash = file.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : file.substr(0, slash + 1);
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return system_failure(file, "making the store");
  const bool synced = ::fsync(descriptor) == 0;
  const Error why = system_failure(file, "making the store");
  ::close(descriptor);
  if (!synced) return why;
  return {};
}

// `made`: an empty file of mode 0600 that only we know.
Result<void> fill_and_place(const std::string& made, const std::string& file,
                            const Schema& schema) {
  // Closing writes everything into the one file.
  if (auto database = open_current(made, std::chrono::seconds(5), schema); !database)
    return database.error();
  if (::link(made.c_str(), file.c_str()) != 0 && errno != EEXIST)
    return system_failure(file, "making the store");
  return sync_folder(file);
}

Result<void> make(const std::string& file, const Schema& schema) {
  std::string made = file + ".new-XXXXXX";
  const int descriptor = ::mkostemp(made.data(), O_CLOEXEC);
  if (descriptor < 0) return system_failure(file, "making the store");
  ::close(descriptor);
  auto placed = fill_and_place(made, file, schema);
  for (const char* side : {"", "-wal", "-shm", "-journal"}) ::unlink((made + side).c_str());
  return placed;
}

bool is_missing(const std::string& file) {
  return ::access(file.c_str(), F_OK) != 0 && errno == ENOENT;
}

}  // namespace

Result<void> make_store(const std::string& file) {
  return is_missing(file) ? make(file, store_schema) : Result<void>();
}

Result<std::unique_ptr<Database>> open_store(const std::string& file,
                                             std::chrono::milliseconds patience) {
  if (is_missing(file))
    return Err(Code::misconfigured, "opening the store: there is no " + file,
               "bring it back from a backup; or `touch " + file + "`, to begin without members");
  return open_current(file, patience, store_schema);
}

Result<std::unique_ptr<Database>> open_database(const std::string& file,
                                                std::chrono::milliseconds patience,
                                                const Schema& schema) {
  if (is_missing(file))
    if (auto made = make(file, schema); !made) return made.error();
  return open_current(file, patience, schema);
}

}  // namespace chancery::sqlite
