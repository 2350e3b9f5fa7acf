#include "maildir.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <limits.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

using chancery::Code;
using chancery::Err;
using chancery::Result;
using chancery::text;
namespace fs = std::filesystem;

namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }
  int close() { return ::close(std::exchange(number_, -1)); }

 private:
  int number_;
};

// What may go another time, and what never will.
Code code_of(int error) {
  switch (error) {
    case ENAMETOOLONG:
    case ELOOP:
    case ENOTDIR: return Code::failed;
    default: return Code::try_later;
  }
}

chancery::Error failure(const std::string& doing, int error) {
  return Err(code_of(error), doing + ": " + std::strerror(error));
}

// Every byte outside A-Za-z0-9@._+=- and a leading dot become %XX, so no address leaves the folder.
std::string file_name(std::string_view address) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@._+=-";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string name;
  for (const char c : address) {
    const auto byte = static_cast<unsigned char>(c);
    if (plain.find(c) != std::string_view::npos && !(c == '.' && name.empty()))
      name += c;
    else
      name.append("%") += {digits[byte >> 4], digits[byte & 15]};
  }
  return name;
}

// The folder `name` in `parent`, made when it is not there, and then as durable as what it will
// hold. A symbolic link is not followed.
Result<Descriptor> enter(const Descriptor& parent, const std::string& name, bool durable) {
  if (::mkdirat(parent.number(), name.c_str(), 0700) == 0) {
    if (durable && ::fsync(parent.number()) < 0) return failure("syncing a folder", errno);
  } else if (errno != EEXIST) {
    return failure("making the folder " + name, errno);
  }
  Descriptor folder(
      ::openat(parent.number(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (folder.number() < 0) return failure("opening the folder " + name, errno);
  return folder;
}

// Writes all pieces, whatever the kernel takes at once.
Result<void> write_pieces(int file, const chancery_copy& copy) {
  std::vector<iovec> pieces;
  for (std::size_t i = 0; i < copy.content_count; ++i)
    if (copy.content[i].size > 0)
      pieces.push_back({const_cast<char*>(copy.content[i].data), copy.content[i].size});
  std::size_t at = 0;
  while (at < pieces.size()) {
    const auto count = std::min<std::size_t>(pieces.size() - at, IOV_MAX);
    auto written = ::writev(file, pieces.data() + at, static_cast<int>(count));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failure("writing a copy", errno);
    for (; at < pieces.size() && static_cast<std::size_t>(written) >= pieces[at].iov_len; ++at)
      written -= static_cast<ssize_t>(pieces[at].iov_len);
    if (at < pieces.size()) {
      pieces[at].iov_base = static_cast<char*>(pieces[at].iov_base) + written;
      pieces[at].iov_len -= static_cast<std::size_t>(written);
    }
  }
  return {};
}

class MaildirSession final : public chancery::Transport::Session {
 public:
  MaildirSession(fs::path folder, bool durable, const chancery_clock* clock)
      : folder_(std::move(folder)), durable_(durable), clock_(clock) {}

  Result<void> send(const chancery_copy& copy, const chancery::Deliveries& deliveries) override {
    for (std::size_t i = 0; i < copy.recipient_count; ++i) {
      const auto done = store(text(copy.recipients[i]), copy);
      if (done)
        deliveries.add(i, CHANCERY_OK, "2.0.0", "stored");
      else
        deliveries.add(i, chancery::to_c(done.error().code),
                       done.error().code == Code::failed ? "5.2.0" : "4.2.0", done.error().what);
    }
    return {};
  }

 private:
  Result<void> store(std::string_view address, const chancery_copy& copy) {
    const auto name = file_name(address);
    if (name.empty()) return Err(Code::failed, "the recipient has no address");
    const auto all = open_folder();
    if (!all) return all.error();
    const auto box = enter(*all, name, durable_);
    if (!box) return box.error();
    for (const char* part : {"tmp", "new", "cur"})
      if (auto made = enter(*box, part, durable_); !made) return made.error();
    return write_copy(*box, copy);
  }

  Result<Descriptor> open_folder() const {
    std::error_code failed;
    const bool made = fs::create_directories(folder_, failed);
    if (failed)
      return Err(Code::try_later,
                 "making the folder " + folder_.string() + ": " + failed.message());
    Descriptor all(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (all.number() < 0) return failure("opening the folder " + folder_.string(), errno);
    if (!made || !durable_) return all;
    const Descriptor above(::openat(all.number(), "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (above.number() < 0 || ::fsync(above.number()) < 0)
      return failure("syncing the folder above " + folder_.string(), errno);
    return all;
  }

  Result<void> write_copy(const Descriptor& box, const chancery_copy& copy) {
    const auto name = unique_name();
    const auto tmp = "tmp/" + name, final = "new/" + name;
    auto done = write_file(box, tmp, copy);
    if (done && ::renameat(box.number(), tmp.c_str(), box.number(), final.c_str()) < 0)
      done = failure("moving a copy to new", errno);
    if (!done) {
      ::unlinkat(box.number(), tmp.c_str(), 0);
      return done;
    }
    if (!durable_) return {};
    const auto folder = enter(box, "new", durable_);
    if (!folder) return folder.error();
    if (::fsync(folder->number()) < 0) return failure("syncing a folder", errno);
    return {};
  }

  Result<void> write_file(const Descriptor& box, const std::string& name,
                          const chancery_copy& copy) const {
    Descriptor file(
        ::openat(box.number(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (file.number() < 0) return failure("creating a copy", errno);
    if (auto done = write_pieces(file.number(), copy); !done) return done;
    if (durable_ && ::fsync(file.number()) < 0) return failure("syncing a copy", errno);
    if (file.close() < 0) return failure("closing a copy", errno);
    return {};
  }

  // cr.yp.to/proto/maildir.html: time, something unique to this delivery, host.
  std::string unique_name() {
    std::array<char, 256> host{};
    if (::gethostname(host.data(), host.size() - 1) < 0) host = {'l', 'o', 'c', 'a', 'l'};
    std::uint64_t random = 0;
    if (::getrandom(&random, sizeof random, 0) != sizeof random) random = ++count_;
    return std::to_string(clock_->now(clock_->self)) + ".P" + std::to_string(::getpid()) + "Q" +
           std::to_string(++count_) + "R" + std::to_string(random) + "." + file_name(host.data());
  }

  fs::path folder_;
  bool durable_;
  const chancery_clock* clock_;
  std::uint64_t count_ = 0;
};

}  // namespace

Result<void> Maildir::configure(const chancery::Settings& settings) {
  folder_ = settings.text("folder");
  durable_ = settings.flag("durable");
  if (folder_.empty()) return Err(Code::misconfigured, "the key folder names no folder");
  return {};
}

Result<std::unique_ptr<chancery::Transport::Session>> Maildir::open() {
  return std::unique_ptr<Session>(std::make_unique<MaildirSession>(folder_, durable_, clock_));
}
