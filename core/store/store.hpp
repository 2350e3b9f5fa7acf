// What the site remembers: who stands in which relation to which list, and certificates. One SQLite
// file by default; a seam, so that another database can stand behind it.
//
// Addresses are canonical. A failure of the database is try_later and never looks like "no".
#pragma once

#include "trust/evidence.hpp"

#include <chancery/result.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

enum class Role { member, owner, editor };
std::string_view name(Role role);
std::optional<Role> role_named(std::string_view word);

struct Member {
  Address address;
  std::string name;  // UTF-8, may be empty
  Role role = Role::member;
};

struct StoredCertificate {
  Certificate certificate;
  std::string source;  // "import"
  Time added{};
};

// A member as distribution sees it: who, and what of theirs can be sealed to.
struct Recipient {
  std::string_view address;   // valid until the next recipient is asked for
  std::string_view prepared;  // of the chosen certificate, as the backend wrote it; empty: none
  std::string_view why_not;   // when empty: "no certificate", "expired" ...; printable
};

// What `prepare` of the backend wrote, kept beside the certificate.
struct PreparedBy {
  std::string backend;  // plugin id
  std::uint32_t version = 0;
};

class Store {
 public:
  // Opens or creates the file; an older schema is brought up to date, a newer one refused.
  static Result<std::unique_ptr<Store>> open(const std::string& file);
  virtual ~Store() = default;

  // All or nothing until commit(); the destructor of the process undoes what was not committed.
  virtual Result<void> begin() = 0;
  virtual Result<void> commit() = 0;
  virtual void rollback() = 0;

  virtual Result<bool> add(const std::string& list, const Member& member) = 0;  // false: was there
  virtual Result<bool> remove(const std::string& list, const Address& address,
                              std::optional<Role> role) = 0;
  virtual Result<bool> has(std::string_view list, std::string_view address, Role role) = 0;
  virtual Result<bool> any(std::string_view list, Role role) = 0;
  virtual Result<std::vector<Member>> members(const std::string& list,
                                              std::optional<Role> role) = 0;
  virtual Result<std::size_t> count(const std::string& list, Role role) = 0;

  // A certificate may serve several addresses; it is kept once an address.
  virtual Result<void> add_certificate(const Address& address, const StoredCertificate& certificate,
                                       const PreparedBy& by, std::string_view prepared) = 0;
  virtual Result<std::vector<StoredCertificate>> certificates(
      const Address& address) = 0;  // best first

  // Calls `each` for every member in byte order of the address, one at a time: memory does not grow
  // with the list. The certificate is the best for encryption at `at`: valid, not weak before weak,
  // then the newest. `each` returns an Error to stop.
  virtual Result<void> each_recipient(
      const std::string& list, Time at, const PreparedBy& by,
      const std::function<Result<void>(const Recipient&)>& each) = 0;
};

}  // namespace chancery
