// The Store over a database that speaks SQL. Its functions lie in members.cpp, certificates.cpp,
// pins.cpp, recipients.cpp, seen.cpp, told.cpp and bounces.cpp; every change goes through change(),
// which keeps transactions whole.
#pragma once

#include "store/sql.hpp"
#include "store/store.hpp"

namespace chancery {

class SqlStore final : public Store {
 public:
  explicit SqlStore(std::unique_ptr<sql::Database> database) : database_(std::move(database)) {}

  Result<void> begin() override;
  Result<void> commit() override;
  void rollback() override;

  Result<bool> add(const std::string& list, const Member& member) override;
  Result<bool> remove(const std::string& list, const Address& address,
                      std::optional<Role> role) override;
  Result<std::size_t> remove_list(const std::string& list) override;
  Result<bool> rename(const std::string& list, const Address& address,
                      const std::string& name) override;
  Result<bool> has(std::string_view list, std::string_view address, Role role) override;
  Result<bool> any(std::string_view list, Role role) override;
  Result<std::optional<Member>> member(std::string_view list, std::string_view address,
                                       Role role) override;
  Result<std::vector<Member>> members(const std::string& list, std::optional<Role> role) override;
  Result<std::size_t> count(const std::string& list, Role role) override;

  Result<std::optional<Sighting>> seen(const Mark& mark) override;
  Result<Sighting> remember(const Mark& mark, const Sighting& sighting) override;
  Result<std::size_t> forget_before(Time at) override;
  Result<bool> may_tell(const Address& address, Time at, std::int64_t most) override;
  Result<bool> note_bounce(const std::string& list, const Address& address, Time at) override;
  Result<Bounces> bounces(std::string_view list, std::string_view address) override;

  Result<bool> holds(const Condition& condition) override;
  Result<void> check(const Condition& condition) override;

  Result<void> add_certificate(const Address& address, const StoredCertificate& certificate,
                               const PreparedBy& by, std::string_view prepared,
                               std::string_view refusal) override;
  Result<void> keep_prepared(std::string_view address, std::string_view fingerprint,
                             const PreparedBy& by, std::string_view prepared,
                             std::string_view refusal) override;
  Result<std::vector<StoredCertificate>> certificates(const Address& address, Time at,
                                                      const PreparedBy& by) override;
  Result<bool> pin(const Address& address, const std::string& fingerprint,
                   const Authority& authority) override;
  Result<bool> unpin(const Address& address, const Authority& authority) override;
  Result<bool> remove_certificate(const Address& address, const std::string& fingerprint,
                                  const Authority& authority) override;
  Result<std::vector<CertificateEvent>> history(const Address& address) override;

  Result<void> each_address(const std::string& list, const AddressRange& range,
                            const std::function<Result<void>(std::string_view)>& each) override;
  Result<void> each_recipient(const std::string& list, const AddressRange& range, Time at,
                              const PreparedBy& by,
                              const std::function<Result<void>(const Recipient&)>& each) override;

 private:
  // Runs a changing statement: how many rows it changed. A whole transaction may be undone by a
  // failure (SQLite does where the disk is full, a server where the connection is lost); what came
  // after would then be kept alone, so it is refused.
  Result<std::int64_t> change(const std::string& sql, std::string_view doing, sql::Values values);
  Result<void> undone(std::string_view doing) const;  // an error: it was
  // Several changes as one: within the transaction that is open, or in one of their own.
  Result<bool> together(const std::function<Result<bool>()>& changes);
  Result<void> note(std::string_view address, std::string_view fingerprint, std::string_view event,
                    const Authority& authority);

  std::unique_ptr<sql::Database> database_;
  bool begun_ = false;  // by begin(), and neither committed nor rolled back
};

}  // namespace chancery
