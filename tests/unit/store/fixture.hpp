// A store in a folder of its own, and certificates that need no crypto: the store only keeps what
// it is told.
#pragma once

#include "postgres/open.hpp"
#include "store/store.hpp"
#include "support/paths.hpp"
#include "support/postgres_server.hpp"

#include <functional>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

namespace test {

using namespace chancery;

// Every test runs over both, but for those of [embedded], which are about files, and of [postgres].
inline bool over_postgres() {
  const char* store = std::getenv("CHANCERY_TEST_STORE");
  return store && std::string_view(store) == "postgresql";
}
// With its tables made; empty: the embedded store and queue are what is tested.
inline std::string new_database() {
  if (!over_postgres()) return {};
  auto address = postgres_server().new_database();
  if (auto made = postgres::make(address); !made) throw std::runtime_error(made.error().what);
  return address;
}

struct Folder {
  TemporaryFolder folder;
  std::string file = (folder.path() / "chancery.db").string();
  std::string database = new_database();

  Result<void> make() const {
    return database.empty() ? Store::make(file) : postgres::make(database);
  }
  Result<std::unique_ptr<Store>> try_open(std::chrono::milliseconds patience) const {
    return database.empty() ? Store::open(file, patience) : postgres::open_store(database);
  }

  // Another connection each time, as another process would have.
  std::unique_ptr<Store> open(int patience_ms = 5000) const {
    if (auto made = make(); !made) throw std::runtime_error(made.error().what);
    auto store = try_open(std::chrono::milliseconds(patience_ms));
    if (!store) throw std::runtime_error(store.error().what);
    return std::move(*store);
  }
};

inline Address address(const std::string& text) { return Address::make(text).value(); }
inline Member member(const std::string& text, Role role = Role::member) {
  return {address(text), "", role};
}

inline const AddressRange everybody;
inline const PreparedBy openssl{"crypto_openssl", 3};
inline const Time now = from_seconds(1'800'000'000);
inline const std::chrono::hours day{24};

inline StoredCertificate certificate(const std::string& fingerprint) {
  StoredCertificate stored;
  Certificate& c = stored.certificate;
  c.fingerprint = fingerprint;
  c.der = "der of " + fingerprint;
  c.may_encrypt = true;
  c.not_before = now - day;
  c.not_after = now + day;
  stored.source = "import";
  stored.added = now;
  return stored;
}

// What each_recipient said, one line a recipient: ADDRESS PREPARED|DER|WHY.
inline std::vector<std::string> recipients(Store& store, const std::string& list, Time at = now,
                                           const PreparedBy& by = openssl,
                                           const AddressRange& range = {}) {
  std::vector<std::string> lines;
  const auto done =
      store.each_recipient(list, range, at, by, [&](const Recipient& r) -> Result<void> {
        lines.push_back(std::string(r.address) + " " + std::string(r.prepared) + "|" +
                        std::string(r.certificate_der) + "|" + std::string(r.why_not));
        return {};
      });
  if (!done) lines.push_back("error: " + done.error().what);
  return lines;
}

// The exit code of what was done in a child process; -1 when it died of a signal.
inline int in_child(const std::function<int()>& what) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(what());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace test
