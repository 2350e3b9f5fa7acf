// Messages on their way into a shared queue: an acceptance is a commit. What comes in slowly is
// written to a file without a name, so that many large messages at once do not fill the memory.
#include "base/file_descriptor.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "postgres/bodies.hpp"
#include "postgres/open.hpp"
#include "postgres/schema.hpp"
#include "store/arriving.hpp"

#include <algorithm>
#include <cerrno>
#include <mutex>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

namespace chancery::postgres {
namespace {

// Connections, for as many threads as keep at once.
class Connections {
 public:
  explicit Connections(std::string address) : address_(std::move(address)) {}

  Result<std::unique_ptr<Database>> take() {
    {
      const std::scoped_lock lock(mutex_);
      if (!free_.empty()) {
        auto one = std::move(free_.back());
        free_.pop_back();
        return one;
      }
    }
    return Database::open(address_);  // which may take long, and must not keep others waiting
  }
  void give_back(std::unique_ptr<Database> one) {
    const std::scoped_lock lock(mutex_);
    free_.push_back(std::move(one));
  }

 private:
  std::string address_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Database>> free_;
};

class RowArrival final : public Arrival {
 public:
  RowArrival(Connections& connections, const Clock* clock, Envelope envelope, fs::path spool,
             FileDescriptor file)
      : connections_(connections),
        clock_(clock),
        envelope_(std::move(envelope)),
        spool_(std::move(spool)),
        file_(std::move(file)) {}

  Result<void> append(std::string_view bytes) override {
    return write_all(file_.number(), bytes, spool_);
  }

  std::vector<Result<std::string>> keep() override {
    const auto name = std::to_string(seconds(envelope_.received)) + "-" + random_hex(8);
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < envelope_.recipients.size(); ++i)
      ids.push_back(name + "." + std::to_string(i));
    if (auto kept = insert(ids); !kept)
      return std::vector<Result<std::string>>(ids.size(), Result<std::string>(kept.error()));
    return std::vector<Result<std::string>>(ids.begin(), ids.end());
  }

 private:
  Result<void> insert(const std::vector<std::string>& ids) {
    if (::lseek(file_.number(), 0, SEEK_SET) != 0) return file_failure("reading", spool_, errno);
    const auto message = read_all(file_.number(), std::size_t{1} << 30);
    if (!message) return message.error();
    auto database = connections_.take();
    if (!database) return database.error();
    const auto time =
        clock_ ? Result<std::int64_t>(seconds(clock_->now())) : server_time(**database);
    if (!time) return time.error();
    auto kept = insert_message(**database, envelope_, *message, ids, *time);
    if (!kept) return kept;
    (*database)->ring();
    connections_.give_back(std::move(*database));
    return {};
  }

  Connections& connections_;
  const Clock* clock_;
  Envelope envelope_;
  fs::path spool_;
  FileDescriptor file_;
};

// Nothing else could be a text of the database.
bool is_text(const Envelope& envelope) {
  return is_utf8(envelope.sender) &&
         std::all_of(envelope.recipients.begin(), envelope.recipients.end(),
                     [](const std::string& recipient) { return is_utf8(recipient); });
}

Result<FileDescriptor> nameless_file(const fs::path& folder) {
  std::string name = (folder / "arriving-XXXXXX").string();
  FileDescriptor file(::mkostemp(name.data(), O_CLOEXEC));
  if (file.number() < 0) return file_failure("creating", name, errno);
  if (::unlink(name.c_str()) != 0) return file_failure("removing", name, errno);
  return file;
}

class RowIntake final : public Intake {
 public:
  RowIntake(const std::string& address, fs::path spool, const Clock* clock)
      : connections_(address), spool_(std::move(spool)), clock_(clock) {}

  Result<std::unique_ptr<Arrival>> arrive(const Envelope& envelope) override {
    if (!is_clean(envelope) || !is_text(envelope))
      return Err(Code::unusable, "queueing a message: its envelope is no envelope");
    auto file = nameless_file(spool_);
    if (!file) return file.error();
    return std::unique_ptr<Arrival>(
        std::make_unique<RowArrival>(connections_, clock_, envelope, spool_, std::move(*file)));
  }

  // Here, for what is arriving; the server says by itself when it is full.
  Result<std::uint64_t> room() const override { return room_in(spool_); }

 private:
  Connections connections_;
  fs::path spool_;
  const Clock* clock_;
};

}  // namespace

Result<std::unique_ptr<Intake>> open_intake(const std::string& address, const fs::path& spool,
                                            const Clock* clock) {
  if (auto made = make_folder(spool); !made) return made.error();
  return std::unique_ptr<Intake>(std::make_unique<RowIntake>(address, spool, clock));
}

}  // namespace chancery::postgres
