// The messages of the embedded queue as files, beside the rows of its database.
//
// An entry is done when it has no job. Its file goes then, and its row only once that is durable:
// a message that comes back after a power cut finds its row, and is not sent again.
#pragma once

#include "base/clock.hpp"
#include "store/bodies.hpp"
#include "store/queue_files.hpp"
#include "store/sql.hpp"

#include <vector>

namespace chancery {

class FileBodies final : public Bodies {
 public:
  FileBodies(sql::Database& database, QueueFiles files, const Clock& clock)
      : database_(database), files_(std::move(files)), clock_(clock) {}

  std::int64_t now() const override { return seconds(clock_.now()); }
  bool shared() const override { return false; }
  Result<void> take_in() override;
  Result<void> take_in_all() override;
  Result<std::string> message(const std::string& entry) override;
  Result<void> forget(const std::string& entry) override;
  Result<void> tidy(bool idle) override;
  Result<void> repair() override;
  void ring() override;
  void wait(std::chrono::milliseconds most) override;

 private:
  Result<std::size_t> take_in_some();
  Result<bool> add_entry(const std::string& id);
  Result<void> drop_finished();
  Result<void> quarantine_without_file();
  Result<void> purge();

  sql::Database& database_;
  QueueFiles files_;
  const Clock& clock_;
  std::vector<std::string> forgotten_;  // rows to purge
  FileDescriptor changes_;              // inotify
};

}  // namespace chancery
