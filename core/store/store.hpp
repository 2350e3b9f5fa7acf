// What the site remembers: who stands in which relation to which list, and certificates. One SQLite
// file by default; a seam, so that another database can stand behind it.
//
// Addresses are canonical. A failure of the database is try_later and never looks like "no".
#pragma once

#include "trust/evidence.hpp"

#include <chancery/result.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

enum class Role { member, owner, editor };
std::string_view name(Role role);  // "member"
std::optional<Role> role_named(std::string_view word);

struct Member {
  Address address;
  std::string name;  // UTF-8, may be empty
  Role role = Role::member;
};

// Where a certificate stands when somebody is to be sealed to. The order is that of preference, and
// after the first two that of how near a remedy is.
enum class Standing { usable, untried, not_yet_valid, expired, refused, not_for_encryption };

struct StoredCertificate {
  Certificate certificate;
  std::string source;  // "import"
  Time added{};
  bool pinned = false;
  // At the time and for the backend that were asked about.
  Standing standing = Standing::untried;
  std::string refusal = {};  // the backend's reason, when refused
};
// "expired"; of one that was refused, the backend's reason. Empty: it can be sealed to, or tried.
std::string why_not(const StoredCertificate& stored);

// What happened to a certificate of an address: "added", "pinned", "unpinned", "removed".
struct CertificateEvent {
  std::string fingerprint, event, source;
  Time at{};
};

// Whose word an event is, and when.
struct Authority {
  std::string_view source;  // "import", "post", "administrator"
  Time at{};
};

// A member as distribution sees it: who, and what of theirs can be sealed to.
struct Recipient {
  std::string_view address;   // valid until the next recipient is asked for
  std::string_view prepared;  // of the chosen certificate, as the backend wrote it; empty: none
  // When `prepared` is empty: "no certificate", "not yet valid", "expired", "not for encryption",
  // the backend's reason, or "needs preparing by BACKEND"; of a pinned one, after "pinned, but ".
  // Only when it needs preparing is there a certificate to prepare.
  std::string_view why_not;
  std::string_view certificate_der;
};

// A part of a list in address order: behind `after` (empty: from the start), to `until` and with it
// (empty: to the end).
struct AddressRange {
  std::string after, until;
};

// What `prepare` of the backend wrote, kept beside the certificate.
struct PreparedBy {
  std::string backend;  // plugin id
  std::uint32_t version = 0;
};

// A question in SQL that an administrator wrote, with a ? for each value.
struct Condition {
  std::string sql;
  std::vector<std::string> values;
  std::chrono::seconds patience{10};
};

// Something that a list had, by which it is known when it comes again: a digest, of which two are
// equal only where what they are of is.
enum class Trait { message_id, signature };
std::string_view name(Trait trait);  // "message-id"
struct Mark {
  Trait trait;
  std::string list, digest;
};
// Who had it first: an entry of the queue, or one run of a program.
struct Sighting {
  std::string entry;
  Time at{};
};

struct Bounces {
  std::int64_t count = 0;
  Time last{};
};

class Store {
 public:
  // Makes the file unless it is there; its folder must be.
  static Result<void> make(const std::string& file);
  // An older schema is brought up to date, a newer one refused. A file that is not there is
  // misconfigured: whoever lost the members of all lists must not find a site without any.
  // `patience`: how long to wait for another process that is writing.
  static Result<std::unique_ptr<Store>> open(
      const std::string& file, std::chrono::milliseconds patience = std::chrono::seconds(5));
  virtual ~Store() = default;

  // All or nothing until commit(); what was not committed when the store goes, or the process dies,
  // never happened. Without begin() every change is its own transaction. After a failure within one
  // nothing more is taken until rollback().
  virtual Result<void> begin() = 0;
  virtual Result<void> commit() = 0;
  virtual void rollback() = 0;

  // False: was there. A name that is given replaces the one that was.
  virtual Result<bool> add(const std::string& list, const Member& member) = 0;
  // Without a role: from all of them. False: was not there. Certificates stay.
  virtual Result<bool> remove(const std::string& list, const Address& address,
                              std::optional<Role> role) = 0;
  // Everybody, in every role. How many relations there were.
  virtual Result<std::size_t> remove_list(const std::string& list) = 0;
  // In all roles. False: they stand in none.
  virtual Result<bool> rename(const std::string& list, const Address& address,
                              const std::string& name) = 0;
  virtual Result<bool> has(std::string_view list, std::string_view address, Role role) = 0;
  virtual Result<bool> any(std::string_view list, Role role) = 0;
  // None: this address does not stand in this relation.
  virtual Result<std::optional<Member>> member(std::string_view list, std::string_view address,
                                               Role role) = 0;
  // By address in byte order, then by role.
  virtual Result<std::vector<Member>> members(const std::string& list,
                                              std::optional<Role> role) = 0;
  virtual Result<std::size_t> count(const std::string& list, Role role) = 0;

  // None: nobody had it.
  virtual Result<std::optional<Sighting>> seen(const Mark& mark) = 0;
  // From now on that entry had it; one that had it before stays. Who that is.
  virtual Result<Sighting> remember(const Mark& mark, const Sighting& sighting) = 0;
  // How many marks were older.
  virtual Result<std::size_t> forget_before(Time at) = 0;

  // Counts a notice to that address; false: it has had that many on this day (UTC) already.
  virtual Result<bool> may_tell(const Address& address, Time at, std::int64_t most) = 0;

  // False: no member of the list has that address, and nothing is kept. Whoever is removed is
  // removed with their bounces.
  virtual Result<bool> note_bounce(const std::string& list, const Address& address, Time at) = 0;
  virtual Result<Bounces> bounces(std::string_view list, std::string_view address) = 0;

  // Whether the first column of the first row is a number other than 0; no row and NULL are no. The
  // statement may only read, and what is bound is never read as SQL. One that may not, that is
  // wrong, or answers by a text: misconfigured. Not done in time: try_later.
  virtual Result<bool> holds(const Condition& condition) = 0;
  // The same errors, as far as they show before it is asked.
  virtual Result<void> check(const Condition& condition) = 0;

  // A certificate may serve several addresses; it is kept once an address. Adding it again renews
  // the facts and what was prepared, and keeps when and from where it first came and whether it is
  // pinned. `refusal`: why nothing was prepared; without either it counts as not tried.
  virtual Result<void> add_certificate(const Address& address, const StoredCertificate& certificate,
                                       const PreparedBy& by, std::string_view prepared,
                                       std::string_view refusal = {}) = 0;
  // Keeps what a try to prepare it came to. No such certificate: nothing happens.
  virtual Result<void> keep_prepared(std::string_view address, std::string_view fingerprint,
                                     const PreparedBy& by, std::string_view prepared,
                                     std::string_view refusal) = 0;
  // In the order in which they are chosen (store/choice.hpp): the first is the one that
  // each_recipient gives, if it is usable or untried.
  virtual Result<std::vector<StoredCertificate>> certificates(const Address& address, Time at,
                                                              const PreparedBy& by) = 0;
  // Sealed to before every other of the address; one at a time. False: there is no such
  // certificate.
  virtual Result<bool> pin(const Address& address, const std::string& fingerprint,
                           const Authority& authority) = 0;
  virtual Result<bool> unpin(const Address& address, const Authority& authority) = 0;
  virtual Result<bool> remove_certificate(const Address& address, const std::string& fingerprint,
                                          const Authority& authority) = 0;
  virtual Result<std::vector<CertificateEvent>> history(const Address& address) = 0;

  // Calls `each` with the address of every member in the range, in byte order; otherwise as
  // each_recipient.
  virtual Result<void> each_address(const std::string& list, const AddressRange& range,
                                    const std::function<Result<void>(std::string_view)>& each) = 0;
  // Calls `each` for every member in the range in byte order of the address, one at a time: memory
  // does not grow with the list. The certificate is the first of certificates(). What other
  // processes change meanwhile is not seen. `each` may use the store, and returns an Error to stop.
  virtual Result<void> each_recipient(
      const std::string& list, const AddressRange& range, Time at, const PreparedBy& by,
      const std::function<Result<void>(const Recipient&)>& each) = 0;
};

}  // namespace chancery
