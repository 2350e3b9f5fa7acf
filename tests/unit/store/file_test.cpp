// The file itself: made, opened, damaged, full, shared with other processes.
#include "fixture.hpp"
#include "support/catch.hpp"

#include <sqlite3.h>

#include <fstream>

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace test;
using Catch::Matchers::Contains;

namespace {

void sql(const std::string& file, const char* text) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
  const int code = sqlite3_exec(handle, text, nullptr, nullptr, nullptr);
  sqlite3_close(handle);
  REQUIRE(code == SQLITE_OK);
}

Error refusal(const std::string& file) {
  const auto store = Store::open(file, std::chrono::milliseconds(50));
  REQUIRE_FALSE(store);
  CHECK_THAT(store.error().what, Contains(file));
  return store.error();
}

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("a new store is one file that only its owner may touch", "[embedded]") {
  const Folder folder;
  folder.open();
  CHECK(files_in(folder.folder.path()) == 1);
  struct stat status {};
  REQUIRE(::stat(folder.file.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);
}

TEST_CASE("the side files of an open store are not more open than it", "[embedded]") {
  const Folder folder;
  const auto store = folder.open();
  REQUIRE(store->add("staff", member("a@example.org")));
  for (const auto& entry : fs::directory_iterator(folder.folder.path())) {
    CAPTURE(entry.path());
    CHECK(entry.status().permissions() == (fs::perms::owner_read | fs::perms::owner_write));
  }
}

TEST_CASE("a store that is not there is not made by looking for it", "[embedded]") {
  const Folder folder;
  CHECK(refusal(folder.file).code == Code::misconfigured);
  CHECK(files_in(folder.folder.path()) == 0);
}

TEST_CASE("an empty file becomes a store", "[embedded]") {
  const Folder folder;
  std::ofstream(folder.file).close();
  CHECK(folder.open()->add("staff", member("a@example.org")).value());
  CHECK(folder.open()->has("staff", "a@example.org", Role::member).value());
}

TEST_CASE("a newer schema is refused, with both numbers", "[embedded]") {
  const Folder folder;
  folder.open();
  sql(folder.file, "PRAGMA user_version = 7");
  const auto error = refusal(folder.file);
  CHECK(error.code == Code::misconfigured);
  CHECK_THAT(error.what, Contains("schema 7") && Contains("up to 3"));
}

TEST_CASE("another program's database is left alone", "[embedded]") {
  const Folder folder;
  SECTION("without a number") { sql(folder.file, "CREATE TABLE subscriber_table (x)"); }
  SECTION("with a number") { sql(folder.file, "PRAGMA user_version = 1"); }
  SECTION("with a mark") { sql(folder.file, "PRAGMA application_id = 5; CREATE TABLE x (y)"); }
  const auto error = refusal(folder.file);
  CHECK(error.code == Code::misconfigured);
  CHECK_THAT(error.what, Contains("another program's database"));
}

TEST_CASE("what is no database is misconfigured and stays as it is", "[embedded]") {
  const Folder folder;
  const std::string text(5000, 'x');
  std::ofstream(folder.file) << text;
  const auto error = refusal(folder.file);
  CHECK(error.code == Code::misconfigured);
  CHECK_THAT(error.what, Contains("not a database"));
  CHECK(fs::file_size(folder.file) == text.size());
}

TEST_CASE("a folder in the place of the file, or no folder around it, is misconfigured",
          "[embedded]") {
  const Folder folder;
  fs::create_directory(folder.file);
  CHECK(refusal(folder.file).code == Code::misconfigured);
  CHECK(refusal((folder.folder.path() / "no/such/chancery.db").string()).code ==
        Code::misconfigured);
}

TEST_CASE("a damaged file is misconfigured, and never a member less", "[embedded]") {
  const Folder folder;
  {
    const auto store = folder.open();
    REQUIRE(store->begin());
    for (int i = 0; i < 5000; ++i)
      REQUIRE(store->add("staff", member("m" + std::to_string(i) + "@example.org")));
    REQUIRE(store->commit());
  }
  constexpr std::size_t page = 8192;
  std::fstream file(folder.file, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(page);  // keeps the first page, with the header and the schema
  file << std::string(fs::file_size(folder.file) - page, '\x55');
  file.close();
  const auto store = folder.open();
  const auto found = store->has("staff", "m7@example.org", Role::member);
  REQUIRE_FALSE(found);
  CHECK(found.error().code == Code::misconfigured);
  CHECK_THAT(found.error().what, Contains("damaged") && Contains(folder.file));
  CHECK_FALSE(store->count("staff", Role::member));
  CHECK_FALSE(store->members("staff", std::nullopt));
  CHECK_FALSE(store->each_recipient("staff", everybody, now, openssl,
                                    [](const Recipient&) -> Result<void> { return {}; }));
}

TEST_CASE("a row that is no address is an error, not a gap", "[embedded]") {
  const Folder folder;
  folder.open();
  sql(folder.file, "INSERT INTO member VALUES ('staff', 'member', 'a b', '')");
  const auto members = folder.open()->members("staff", std::nullopt);
  REQUIRE_FALSE(members);
  CHECK(members.error().code == Code::misconfigured);
}

TEST_CASE("a file of somebody else's is misconfigured", "[embedded]") {
  if (::geteuid() != 0) return;  // only root can become somebody else
  const Folder folder;
  folder.open();
  fs::permissions(folder.folder.path(), fs::perms(0755));
  const int code = in_child([&] {
    if (::setuid(65534) != 0) return 2;
    const auto store = Store::open(folder.file);
    if (store) return 3;
    const auto made = Store::make((folder.folder.path() / "new.db").string());
    if (made) return 4;
    return store.error().code == Code::misconfigured && made.error().code == Code::misconfigured
               ? 0
               : 5;
  });
  CHECK(code == 0);
}

TEST_CASE("a full disk means trying later, and the transaction never happened", "[embedded]") {
  const Folder folder;
  REQUIRE(folder.open()->add("staff", member("first@example.org")));
  const int code = in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{200'000, 200'000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 2;
    const auto store = folder.open();
    if (!store->begin()) return 3;
    Result<bool> added = true;
    for (int i = 0; added && i < 100'000; ++i)
      added = store->add("staff", member("m" + std::to_string(i) + "@example.org"));
    if (added) return 4;
    if (added.error().code != Code::try_later) return 5;
    if (added.error().what.find("disk is full") == std::string::npos) return 6;
    // Neither is what comes after kept alone, nor the part before.
    if (store->add("staff", member("late@example.org"))) return 7;
    if (store->commit()) return 8;
    return 0;
  });
  CHECK(code == 0);
  const auto store = folder.open();
  CHECK(store->count("staff", Role::member).value() == 1);
  CHECK(store->has("staff", "first@example.org", Role::member).value());
  CHECK(store->add("staff", member("second@example.org")).value());
}

TEST_CASE("a disk too full for a new store leaves nothing behind", "[embedded]") {
  const Folder folder;
  const int code = in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{5'000, 5'000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 2;
    const auto made = Store::make(folder.file);
    if (made) return 3;
    return made.error().code == Code::try_later ? 0 : 4;
  });
  CHECK(code == 0);
  CHECK(files_in(folder.folder.path()) == 0);
}

TEST_CASE("what was rolled back or never committed did not happen") {
  const Folder folder;
  {
    const auto store = folder.open();
    REQUIRE(store->begin());
    REQUIRE(store->add("staff", member("a@example.org")));
    store->rollback();
    CHECK_FALSE(store->has("staff", "a@example.org", Role::member).value());
    store->rollback();  // nothing to undo is no harm
    REQUIRE(store->begin());
    REQUIRE(store->add("staff", member("b@example.org")));
    REQUIRE(store->commit());
    REQUIRE(store->begin());
    REQUIRE(store->add("staff", member("c@example.org")));
  }
  const auto store = folder.open();
  CHECK_FALSE(store->has("staff", "a@example.org", Role::member).value());
  CHECK(store->has("staff", "b@example.org", Role::member).value());
  CHECK_FALSE(store->has("staff", "c@example.org", Role::member).value());
}

TEST_CASE("a process that is killed in the middle leaves a sound store without its changes") {
  const Folder folder;
  folder.open();
  const int code = in_child([&] {
    const auto store = folder.open();
    if (!store->begin()) return 1;
    for (int i = 0; i < 20'000; ++i)  // more than the cache holds: some of it is on the disk
      if (!store->add("staff", member("m" + std::to_string(i) + "@example.org"))) return 2;
    return ::kill(::getpid(), SIGKILL);
  });
  CHECK(code == -1);
  const auto store = folder.open();
  CHECK(store->count("staff", Role::member).value() == 0);
  CHECK(store->add("staff", member("a@example.org")).value());
}

TEST_CASE("a second transaction within one is refused, and the first goes on") {
  const Folder folder;
  const auto store = folder.open();
  REQUIRE(store->begin());
  CHECK_FALSE(store->begin());
  REQUIRE(store->add("staff", member("a@example.org")));
  REQUIRE(store->commit());
  CHECK_FALSE(store->commit());
  CHECK(folder.open()->has("staff", "a@example.org", Role::member).value());
}

TEST_CASE("who writes hinders nobody who reads, and another writer only for a time", "[embedded]") {
  const Folder folder;
  const auto writer = folder.open(), other = folder.open(50);
  REQUIRE(writer->begin());
  REQUIRE(writer->add("staff", member("a@example.org")));
  CHECK_FALSE(other->has("staff", "a@example.org", Role::member).value());
  const auto added = other->add("staff", member("b@example.org"));
  REQUIRE_FALSE(added);
  CHECK(added.error().code == Code::try_later);
  CHECK_THAT(added.error().what, Contains("another process"));
  REQUIRE(writer->commit());
  CHECK(other->has("staff", "a@example.org", Role::member).value());
  CHECK(other->add("staff", member("b@example.org")).value());
}

TEST_CASE("processes that make the store at once all find the same one") {
  const Folder folder;
  constexpr int crowd = 8;
  std::vector<pid_t> children;
  for (int i = 0; i < crowd; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      if (!folder.make()) ::_exit(3);
      auto store = folder.try_open(std::chrono::seconds(60));
      if (!store) ::_exit(1);
      const auto added = (*store)->add("staff", member("m" + std::to_string(i) + "@example.org"));
      store->reset();
      ::_exit(added ? 0 : 2);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
  CHECK(folder.open()->count("staff", Role::member).value() == crowd);
  CHECK(files_in(folder.folder.path()) == (over_postgres() ? 0 : 1));
}
