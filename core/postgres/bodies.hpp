// The messages of a shared queue, as rows beside the rows about them. What one machine accepted any
// other may work on, and time is the server's, so that the clocks of machines need not agree.
#pragma once

#include "base/clock.hpp"
#include "postgres/database.hpp"
#include "store/bodies.hpp"
#include "store/queue.hpp"

namespace chancery::postgres {

// Seconds since 1970, of the server.
Result<std::int64_t> server_time(Database& database);

class RowBodies final : public Bodies {
 public:
  // `clock`: in the place of the server's.
  explicit RowBodies(Database& database, const Clock* clock) : database_(database), clock_(clock) {}

  bool shared() const override { return true; }
  // The server's time when it was last asked, and what has passed here since.
  std::int64_t now() const override;
  Result<void> take_in() override;
  Result<void> take_in_all() override { return take_in(); }
  Result<std::string> message(const std::string& entry) override;
  Result<void> forget(const std::string& entry) override;
  Result<void> tidy(bool idle) override;
  Result<void> repair() override;
  void ring() override { database_.ring(); }
  void wait(std::chrono::milliseconds most) override { database_.wait(most); }

 private:
  Database& database_;
  const Clock* clock_;
  std::int64_t asked_ = 0;  // the server's answer
  std::chrono::steady_clock::time_point then_{}, tidied_ = std::chrono::steady_clock::now();
};

// The message once, and for each recipient its rows and a body that refers to it. `ids`: one a
// recipient.
Result<void> insert_message(Database& database, const Envelope& envelope, std::string_view message,
                            const std::vector<std::string>& ids, std::int64_t now);

}  // namespace chancery::postgres
