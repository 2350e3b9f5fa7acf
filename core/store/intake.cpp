// Messages on their way into the embedded queue: write, fsync, rename, fsync of the folder.
#include "base/file_descriptor.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "store/arriving.hpp"
#include "store/queue_files.hpp"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace chancery {
namespace {

class FileArrival final : public Arrival {
 public:
  FileArrival(const QueueFiles& files, std::string name, std::size_t recipients,
              FileDescriptor open)
      : files_(files),
        name_(std::move(name)),
        recipients_(recipients),
        file_(files.unfinished() / name_),
        open_(std::move(open)) {}
  ~FileArrival() override {
    if (!file_.empty()) ::unlink(file_.c_str());
  }

  Result<void> append(std::string_view bytes) override {
    return write_all(open_.number(), bytes, file_);
  }

  std::vector<Result<std::string>> keep() override {
    if (auto safe = save(); !safe) return refused(safe.error());
    std::vector<Result<std::string>> ids;
    for (std::size_t i = 0; i < recipients_; ++i) ids.push_back(place(i));
    // Where the names may not be durable the sender must keep the message: it may come twice,
    // which is better than not at all.
    if (auto safe = sync_folder(files_.accepted()); !safe) return refused(safe.error());
    return ids;
  }

 private:
  Result<void> save() {
    if (auto safe = sync(open_.number(), file_); !safe) return safe;
    if (open_.close() < 0) return file_failure("closing", file_, errno);
    return {};
  }

  // The last name by renaming: then nothing is left to be removed.
  Result<std::string> place(std::size_t recipient) {
    auto id = name_ + "." + std::to_string(recipient);
    const auto target = files_.accepted() / id;
    const bool last = recipient + 1 == recipients_;
    const int done =
        last ? ::rename(file_.c_str(), target.c_str()) : ::link(file_.c_str(), target.c_str());
    if (done != 0) return file_failure("accepting as", target, errno);
    if (last) file_.clear();
    return id;
  }

  std::vector<Result<std::string>> refused(const Error& error) const {
    return std::vector<Result<std::string>>(recipients_, Result<std::string>(error));
  }

  const QueueFiles& files_;
  std::string name_;
  std::size_t recipients_;
  fs::path file_;  // empty: it is no longer there
  FileDescriptor open_;
};

class FileIntake final : public Intake {
 public:
  explicit FileIntake(QueueFiles files) : files_(std::move(files)) {}

  Result<std::unique_ptr<Arrival>> arrive(const Envelope& envelope) override {
    if (!is_clean(envelope))
      return Err(Code::unusable, "queueing a message: its envelope is no envelope");
    // Names sort by time, and so does the folder.
    auto name = std::to_string(seconds(envelope.received)) + "-" + random_hex(8);
    const auto file = files_.unfinished() / name;
    FileDescriptor open(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (open.number() < 0) return file_failure("creating", file, errno);
    auto arrival = std::make_unique<FileArrival>(files_, std::move(name),
                                                 envelope.recipients.size(), std::move(open));
    if (auto done = arrival->append(head_of(envelope)); !done) return done.error();
    return std::unique_ptr<Arrival>(std::move(arrival));
  }

  Result<std::uint64_t> room() const override { return room_in(files_.folder()); }

 private:
  QueueFiles files_;
};

}  // namespace

Result<std::unique_ptr<Intake>> Intake::open(const fs::path& folder) {
  QueueFiles files(folder);
  if (auto made = files.make_folders(); !made) return made.error();
  return std::unique_ptr<Intake>(std::make_unique<FileIntake>(std::move(files)));
}

}  // namespace chancery
