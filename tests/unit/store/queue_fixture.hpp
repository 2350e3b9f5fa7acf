// A queue in a folder of its own, a clock that is set by hand, and short ways to say what tests do.
#pragma once

#include "store/queue.hpp"

#include "fixture.hpp"

#include <set>
#include <stdexcept>

#include <sys/stat.h>

namespace test {

class SetClock final : public Clock {
 public:
  Time now() const override { return time; }
  Time time = from_seconds(1'800'000'000);
};

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().what);
  return std::move(*result);
}
inline void must(Result<void> result) {
  if (!result) throw std::runtime_error(result.error().what);
}

struct QueueFolder {
  QueueFolder() = default;
  explicit QueueFolder(const fs::path& in) : folder(in) {}

  TemporaryFolder folder;
  SetClock clock;
  QueuePolicy policy;

  std::string database = new_database();  // "": the embedded ones

  std::size_t rows(const std::string& table) const {
    const auto count = postgres_server().ask(database, "SELECT count(*) FROM chancery." + table);
    return std::stoul(count);
  }

  fs::path path() const { return folder.path() / "queue"; }
  std::unique_ptr<Queue> open() const {
    if (database.empty()) return must(Queue::open(path(), clock, policy));
    return must(postgres::open_queue(database, policy, &clock));
  }
  std::unique_ptr<Intake> intake() const {
    if (database.empty()) return must(Intake::open(path()));
    return must(postgres::open_intake(database, path(), &clock));
  }

  Envelope envelope(std::vector<std::string> recipients = {"notes@lists.example.org"}) const {
    return {"alice@example.org", std::move(recipients), false, clock.time};
  }
  std::vector<std::string> accept(const Envelope& envelope, std::string_view message) const {
    const auto in = intake();
    const auto arrival = must(in->arrive(envelope));
    must(arrival->append(message));
    std::vector<std::string> ids;
    for (auto& id : arrival->keep()) ids.push_back(must(std::move(id)));
    return ids;
  }
  std::string accept(std::string_view message = "Subject: x\r\n\r\nHello.\r\n") const {
    return accept(envelope(), message).at(0);
  }

  std::size_t files(const char* where) const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path() / where), {}));
  }
  // Not yet done with, each of a recipient of its own.
  std::size_t messages() const {
    return database.empty() ? files("in") + files("messages") : rows("body");
  }
  // Of those: written once.
  std::size_t written() const {
    if (!database.empty()) return rows("message");
    std::set<ino_t> found;
    for (const char* where : {"in", "messages"})
      for (const auto& file : fs::directory_iterator(path() / where)) {
        struct stat status {};
        if (::stat(file.path().c_str(), &status) == 0) found.insert(status.st_ino);
      }
    return found.size();
  }
  std::size_t unfinished() const {
    return database.empty() ? files("tmp") : files("") + rows("message");
  }
};

inline const Holder me = Holder::self();

inline Job claim(Queue& queue, const Holder& holder = me) {
  auto job = must(queue.claim(holder));
  if (!job) throw std::runtime_error("nothing to claim");
  return *job;
}
inline bool idle(Queue& queue, const Holder& holder = me) { return !must(queue.claim(holder)); }

// A process that was here and is not any more.
inline Holder dead(const Process& keeper = {}) {
  auto holder = Holder::self(keeper);
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  holder.process = {child, 1};
  int status = 0;
  ::waitpid(child, &status, 0);
  return holder;
}

inline Holder elsewhere() {
  auto holder = me;
  holder.machine = "another machine";
  return holder;
}

}  // namespace test
