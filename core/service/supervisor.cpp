#include "service/supervisor.hpp"

#include "base/check.hpp"
#include "base/file_descriptor.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "service/notify.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <list>
#include <new>
#include <optional>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

namespace chancery {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// Whoever kills the whole service has killed the supervisor too by then: so a worker that was
// killed with all the others is not taken for one that died of its message.
constexpr milliseconds before_blaming{200};
constexpr milliseconds between_looks{500};
constexpr std::chrono::minutes longest_check{5};
// A child that dies at once would otherwise be started at once, for ever.
constexpr milliseconds short_life{1000}, pause_after_short_life{1000};
// A database that is away keeps us waiting, and children have to be seen to meanwhile.
constexpr milliseconds before_settling_again{15'000};

enum class Kind { receiver, worker, renewer, check };

const char* name(Kind kind) {
  switch (kind) {
    case Kind::receiver: return "receiver";
    case Kind::worker: return "worker";
    case Kind::renewer: return "renewer";
    case Kind::check: return "check";
  }
  return "";
}

class SharedVitals {
 public:
  SharedVitals() {
    void* const shared =
        ::mmap(nullptr, sizeof(Vitals), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(shared != MAP_FAILED, "a page of memory can be had");
    vitals_ = new (shared) Vitals;
  }
  SharedVitals(SharedVitals&& other) noexcept : vitals_(std::exchange(other.vitals_, nullptr)) {}
  SharedVitals(const SharedVitals&) = delete;
  ~SharedVitals() {
    if (vitals_) ::munmap(vitals_, sizeof(Vitals));
  }
  Vitals& operator*() const { return *vitals_; }
  Vitals* operator->() const { return vitals_; }

 private:
  Vitals* vitals_;
};

struct Running {
  Kind kind;
  Process process;
  SharedVitals vitals;
  Clock::time_point started;
  FileDescriptor ready;  // gets a byte when it does its work
  bool accepts = false;
  std::optional<Clock::time_point> end_by = {};  // it was told to stop
};

struct Dead {
  Process process;
  Clock::time_point settle_at;
  bool leaving;
};

std::int64_t milliseconds_now() {
  return std::chrono::duration_cast<milliseconds>(Clock::now().time_since_epoch()).count();
}

// proc(5), statm: the second number is what is resident, in pages.
std::uint64_t memory_of(const Process& process) {
  const auto text = read_file("/proc/" + std::to_string(process.pid) + "/statm", 4096);
  const auto words = text ? split(*text, ' ') : std::vector<std::string_view>();
  std::uint64_t pages = 0;
  if (words.size() > 1) std::from_chars(words[1].data(), words[1].data() + words[1].size(), pages);
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::string how_it_ended(int status) {
  return WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                             : "exit code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

void Vitals::busy() { busy_since = milliseconds_now(); }

class Supervisor::State {
 public:
  State(Crew& crew, const ServicePlan& plan, Log& log) : crew_(crew), plan_(plan), log_(log) {
    sigemptyset(&watched_);
    for (const int signal : {SIGCHLD, SIGTERM, SIGINT, SIGHUP}) sigaddset(&watched_, signal);
    ::sigprocmask(SIG_BLOCK, &watched_, &before_);
    signals_ = FileDescriptor(::signalfd(-1, &watched_, SFD_CLOEXEC | SFD_NONBLOCK));
    CHECK(signals_.number() >= 0, "signals can be read");
  }
  ~State() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }

  void run() {
    while (!(stopping_ && running_.empty() && dead_.empty())) {
      fill();
      say_state();
      wait();
      take_signals();
      reap();
      let_renewers_go();
      hear_who_is_ready();
      settle_the_dead();
      watch();
    }
  }

 private:
  // As many as there should be, unless they die faster than they do anything.
  void fill() {
    if (stopping_ || Clock::now() < start_again_) return;
    for (const auto& [kind, wanted] :
         {std::pair{Kind::receiver, plan_.receivers}, std::pair{Kind::worker, plan_.workers},
          std::pair{Kind::renewer, plan_.renewers}})
      for (auto have = count(kind); have < wanted; ++have) start(kind);
  }

  std::size_t count(Kind kind) const {
    return static_cast<std::size_t>(
        std::count_if(running_.begin(), running_.end(),
                      [kind](const Running& one) { return one.kind == kind && !one.end_by; }));
  }

  void start(Kind kind) {
    SharedVitals vitals;
    int ready[2] = {-1, -1};
    if (::pipe2(ready, O_CLOEXEC | O_NONBLOCK) != 0) return put_off(kind, errno);
    FileDescriptor hears(ready[0]), says(ready[1]);
    const auto self = Process::self();
    const pid_t child = ::fork();
    if (child < 0) return put_off(kind, errno);
    if (child == 0) run_child(kind, *vitals, self, says.number());
    running_.push_back(
        {kind, Process::of(child), std::move(vitals), Clock::now(), std::move(hears)});
  }

  void put_off(Kind kind, int error) {
    log_.write(Severity::error, "serve",
               {{"starting", name(kind)}, {"problem", std::strerror(error)}});
    start_again_ = Clock::now() + pause_after_short_life;
  }

  // Leaves without destructors: what the supervisor has open is not the child's to close.
  [[noreturn]] void run_child(Kind kind, Vitals& vitals, const Process& supervisor, int ready) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != supervisor.pid) ::_exit(0);  // it died before the line above
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
    const Child child{vitals, supervisor, [ready] {
                        const auto said = ::write(ready, "r", 1);
                        static_cast<void>(said);  // nobody hears it when the supervisor is gone
                      }};
    int code = 0;
    switch (kind) {
      case Kind::receiver: code = crew_.receive(child); break;
      case Kind::worker: code = crew_.work(child); break;
      case Kind::renewer: code = crew_.renew(child); break;
      case Kind::check: code = crew_.check(); break;
    }
    ::_exit(code);
  }

  void wait() {
    std::vector<pollfd> watched = {{signals_.number(), POLLIN, 0}};
    for (const auto& one : running_)
      if (!one.accepts && one.kind == Kind::receiver)
        watched.push_back({one.ready.number(), POLLIN, 0});
    const auto most = dead_.empty() ? between_looks : before_blaming / 4;
    if (::poll(watched.data(), watched.size(), static_cast<int>(most.count())) < 0)
      CHECK(errno == EINTR, "waiting for children only ever is interrupted");
  }

  void take_signals() {
    signalfd_siginfo signal{};
    while (::read(signals_.number(), &signal, sizeof signal) == sizeof signal) {
      if (signal.ssi_signo == SIGTERM || signal.ssi_signo == SIGINT) stop();
      if (signal.ssi_signo == SIGHUP) reload();
    }
  }

  void stop() {
    if (stopping_) return;
    stopping_ = true;
    notify("STOPPING=1");
    log_.write(Severity::info, "serve", {{"event", "stopping"}});
    for (auto& one : running_)
      if (one.kind != Kind::renewer) leave(one);
    settle_from(Clock::now());
  }

  // Workers that are finishing hold what they hold until they are gone.
  void let_renewers_go() {
    const bool working = std::any_of(running_.begin(), running_.end(),
                                     [](const Running& one) { return one.kind == Kind::worker; });
    if (!stopping_ || working) return;
    for (auto& one : running_) leave(one);
  }

  void leave(Running& one) {
    if (one.end_by) return;
    one.end_by = Clock::now() + plan_.grace;
    ::kill(static_cast<pid_t>(one.process.pid), SIGTERM);
  }

  // Checked in a child of its own, which loads what the next workers will load.
  void reload() {
    const bool checking = std::any_of(running_.begin(), running_.end(),
                                      [](const Running& one) { return one.kind == Kind::check; });
    if (stopping_ || checking) return;
    notify("RELOADING=1");
    log_.write(Severity::info, "serve", {{"event", "checking the new configuration"}});
    start(Kind::check);
  }

  void checked(bool good) {
    notify("READY=1");
    if (stopping_) return;
    if (!good) {
      log_.write(
          Severity::error, "serve",
          {{"event", "reload refused"}, {"problem", "the check found errors: nothing changed"}});
      return;
    }
    plan_ = crew_.plan();
    for (auto& one : running_) leave(one);
    log_.write(Severity::info, "serve", {{"event", "reloaded"}});
  }

  void reap() {
    int status = 0;
    for (pid_t child = 0; (child = ::waitpid(-1, &status, WNOHANG)) > 0;) {
      const auto one = std::find_if(running_.begin(), running_.end(),
                                    [child](const Running& r) { return r.process.pid == child; });
      if (one == running_.end()) continue;
      ended(*one, status);
      done_before_ += one->vitals->done;
      running_.erase(one);
    }
  }

  void ended(const Running& one, int status) {
    const bool clean = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (one.kind == Kind::check) return checked(clean);
    if (!clean)
      log_.write(one.end_by ? Severity::warning : Severity::error, "serve",
                 {{"died", name(one.kind)},
                  {"process", std::to_string(one.process.pid)},
                  {"how", how_it_ended(status)}});
    if (one.kind == Kind::worker)
      dead_.push_back(
          {one.process, Clock::now() + before_blaming, clean || one.end_by.has_value()});
    if (!one.end_by && !clean && Clock::now() - one.started < short_life)
      start_again_ = Clock::now() + pause_after_short_life;
  }

  void hear_who_is_ready() {
    char byte = 0;
    for (auto& one : running_)
      if (!one.accepts && ::read(one.ready.number(), &byte, 1) == 1) one.accepts = true;
    if (ready_said_ || stopping_) return;
    const auto accepting = std::count_if(running_.begin(), running_.end(), [](const Running& one) {
      return one.kind == Kind::receiver && one.accepts;
    });
    if (static_cast<std::size_t>(accepting) < plan_.receivers) return;
    ready_said_ = true;
    crew_.ready();
    notify("READY=1");
  }

  // Not before it is clear that the service itself goes on. What cannot be freed now waits, but not
  // when the service stops: what is held by processes that are all gone is free without us, here at
  // once and for other machines when the lease is over.
  void settle_the_dead() {
    while (!dead_.empty() && Clock::now() >= dead_.front().settle_at) {
      const auto& [process, settle_at, leaving] = dead_.front();
      const auto done = crew_.died(process, !leaving && !stopping_);
      if (!done) return put_off_the_dead(done.error());
      dead_.pop_front();
    }
  }

  void put_off_the_dead(const Error& error) {
    log_.write(Severity::error, "serve", {{"problem", error.what}});
    settle_from(Clock::now() + before_settling_again);
    if (stopping_) dead_.clear();
  }

  void settle_from(Clock::time_point time) {
    for (auto& one : dead_) one.settle_at = time;
  }

  void watch() {
    const auto now = milliseconds_now();
    for (auto& one : running_) {
      if (one.end_by && Clock::now() >= *one.end_by) end(one, "it did not stop in time");
      if (one.kind == Kind::check && Clock::now() - one.started > longest_check)
        end(one, "the check took too long");
      if (one.kind != Kind::worker) continue;
      const auto since = one.vitals->busy_since.load();
      if (since != 0 && now - since > milliseconds(plan_.deadline).count())
        end(one, "it did not get on in time");
      if (plan_.memory_bytes != 0 && memory_of(one.process) > plan_.memory_bytes)
        end(one, "it takes too much memory");
    }
  }

  void end(const Running& one, const char* why) {
    log_.write(
        Severity::error, "serve",
        {{"ending", name(one.kind)}, {"process", std::to_string(one.process.pid)}, {"why", why}});
    ::kill(static_cast<pid_t>(one.process.pid), SIGKILL);
  }

  void say_state() {
    std::string text = "supervisor " + std::to_string(::getpid()) + "\n";
    auto done = done_before_;
    for (const auto& one : running_) {
      if (one.kind == Kind::check) continue;
      const auto since = one.vitals->busy_since.load();
      text += std::string(name(one.kind)) + " " + std::to_string(one.process.pid) +
              (one.end_by   ? " leaving"
               : since != 0 ? " busy"
                            : " idle") +
              "\n";
      done += one.vitals->done;
    }
    text += "done " + std::to_string(done) + "\n";
    if (text == said_) return;
    said_ = text;
    crew_.state(text);
  }

  Crew& crew_;
  ServicePlan plan_;
  Log& log_;
  sigset_t watched_{}, before_{};
  FileDescriptor signals_;
  std::list<Running> running_;
  std::list<Dead> dead_;
  Clock::time_point start_again_{};
  std::uint64_t done_before_ = 0;
  std::string said_;
  bool stopping_ = false, ready_said_ = false;
};

Supervisor::Supervisor(Crew& crew, const ServicePlan& plan, Log& log)
    : state_(std::make_unique<State>(crew, plan, log)) {}
Supervisor::~Supervisor() = default;
void Supervisor::run() { state_->run(); }

}  // namespace chancery
