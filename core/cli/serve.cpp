// serve: supervisor, receivers and workers of a site, in the foreground.
#include "cli/command.hpp"
#include "cli/keeping.hpp"
#include "cli/service_state.hpp"

#include "service/account.hpp"
#include "service/listen.hpp"
#include "service/receiver.hpp"
#include "service/recipients.hpp"
#include "service/supervisor.hpp"
#include "service/worker.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdio>
#include <thread>

#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace chancery::cli {

namespace {

struct ServeArguments {
  std::string lmtp;
  std::size_t workers = 0;
};

// A supervisor that was killed a moment ago has children that are just dying.
constexpr std::chrono::seconds patience_with_the_dying{10};
// Of a lease of 30 seconds two may fail.
constexpr std::chrono::milliseconds between_renewals{8000};

volatile std::sig_atomic_t told_to_stop = 0;
void take_note(int) { told_to_stop = 1; }
// Without SA_RESTART: a wait for work ends.
void take_note_of_the_end() {
  struct sigaction note {};
  note.sa_handler = take_note;
  ::sigaction(SIGTERM, &note, nullptr);
}

// The supervisor alone decides what a hang-up or Ctrl-C at the terminal means.
void leave_signals_to_the_supervisor() {
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGHUP, SIG_IGN);
}

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 && name[0] ? name : "localhost";
}

Settings overridden(Settings settings, const ServeArguments& arguments) {
  if (!arguments.lmtp.empty()) settings.service.lmtp = arguments.lmtp;
  if (arguments.workers > 0) settings.service.workers = arguments.workers;
  return settings;
}

class SiteCrew final : public Crew {
 public:
  SiteCrew(const Session& session, const ServeArguments& arguments, Settings settings,
           const std::vector<FileDescriptor>& listeners)
      : session_(session), arguments_(arguments), settings_(std::move(settings)) {
    for (const auto& listener : listeners) listeners_.push_back(listener.number());
  }

  int receive(const Child& child) override {
    leave_signals_to_the_supervisor();
    auto intake = open_intake(settings_);
    if (!intake) return failed(intake.error());
    ReceiverLimits limits;
    limits.message_bytes = settings_.limits.message_bytes;
    const auto known = [this](std::string_view address) {
      return recipient_of(settings_, address);
    };
    const SystemClock clock;
    StderrLog log;
    Receiver receiver({**intake, known, clock, limits, host_name()}, listeners_, log);
    receiver.stop_on(SIGTERM);
    receiver.run(settings_.service.grace, child.accepting);
    return exit_ok;
  }

  int work(const Child& child) override {
    leave_signals_to_the_supervisor();
    take_note_of_the_end();
    auto site = session_.site();
    if (!site) return failed(site.error());
    auto& s = **site;
    auto queue = open_queue(s.settings, s.clock);
    if (!queue) return failed(queue.error());
    StderrLog log;
    s.settings = overridden(std::move(s.settings), arguments_);
    const Workplace place{s.settings,           *s.plugins, *s.store, **queue,
                          trust_of(s.settings), s.clock,    log};
    child.accepting();
    Worker(place, child, [] { return told_to_stop != 0; }).run();
    return exit_ok;
  }

  int renew(const Child& child) override {
    leave_signals_to_the_supervisor();
    take_note_of_the_end();
    const auto holder = Holder::self(child.supervisor);
    const SystemClock clock;
    StderrLog log;
    child.accepting();
    std::unique_ptr<Queue> queue;
    while (told_to_stop == 0) {
      if (auto done = renewed(queue, holder, clock); !done)
        log.write(Severity::error, "renew",
                  {{"problem", done.error().what}, {"mend", done.error().hint}});
      ::poll(nullptr, 0, static_cast<int>(between_renewals.count()));
    }
    return exit_ok;
  }

  int check() override {
    const auto sound = is_sound(session_);
    if (!sound) return failed(sound.error());
    return *sound ? exit_ok : exit_config;
  }

  // The file may have changed since the check: then what was there before stays.
  ServicePlan plan() override {
    if (auto read = session_.settings()) settings_ = overridden(std::move(*read), arguments_);
    const auto& service = settings_.service;
    const std::size_t renewers = settings_.store ? 1 : 0;
    return {service.receivers, service.workers, renewers,
            service.deadline,  service.grace,   std::uint64_t{service.memory_megabytes} << 20};
  }

  Result<void> died(const Process& worker, bool alone) override {
    const SystemClock clock;
    auto queue = open_queue(settings_, clock);
    if (!queue) return queue.error();
    auto freed = (*queue)->died(worker, alone);
    if (!freed) return freed.error();
    return {};
  }

  void ready() override { std::fputs("ready\n", stderr); }
  void state(const std::string& text) override { write_state(settings_, text); }

  // In a process that ends: what it opens must not be open in those that follow.
  Result<void> try_site() {
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
      auto site = session_.site();
      ::_exit(site ? exit_ok : failed(site.error()));
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : exit_software;
    if (code == exit_ok) return {};
    if (code == exit_try_later)
      return Err(Code::try_later, "the site cannot be served for now", "it is enough to try again");
    return Err(Code::misconfigured, "the site cannot be served as it is",
               "chancery check says more");
  }

  Result<void> repair_queue() {
    const SystemClock clock;
    auto queue = open_queue(settings_, clock);
    if (!queue) return queue.error();
    return (*queue)->repair();
  }

 private:
  // `queue` is opened when it is not there.
  Result<void> renewed(std::unique_ptr<Queue>& queue, const Holder& holder, const Clock& clock) {
    if (!queue) {
      auto opened = open_queue(settings_, clock);
      if (!opened) return opened.error();
      queue = std::move(*opened);
    }
    if (auto done = queue->renew(holder); !done) return done.error();
    return {};
  }

  static int failed(const Error& error) {
    complain(error);
    return exit_code(error.code);
  }

  const Session& session_;
  ServeArguments arguments_;
  Settings settings_;
  std::vector<int> listeners_;
};

Result<std::vector<FileDescriptor>> listeners_of(const Settings& settings) {
  if (auto given = handed_over(); !given.empty()) return given;
  const auto end = std::chrono::steady_clock::now() + patience_with_the_dying;
  for (;;) {
    auto listeners = listen_on(settings.service.lmtp, settings.places.state);
    if (listeners || std::chrono::steady_clock::now() > end) return listeners;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

Result<int> serve(const Session& session, const ServeArguments& arguments) {
  ::umask(077);
  auto read = session.settings();
  if (!read) return read.error();
  const auto settings = overridden(std::move(*read), arguments);
  StderrLog log;
  const auto listeners = listeners_of(settings);
  if (!listeners) return listeners.error();
  if (auto done = become_service_user(settings, log); !done) return done.error();
  const auto lock = lock_service(settings, patience_with_the_dying);
  if (!lock) return lock.error();
  SiteCrew crew(session, arguments, settings, *listeners);
  if (auto good = crew.try_site(); !good) return good.error();
  if (auto repaired = crew.repair_queue(); !repaired) return repaired.error();
  Supervisor(crew, crew.plan(), log).run();
  return exit_ok;
}

}  // namespace

void declare_serve(CLI::App& app, Chosen& chosen) {
  auto* command =
      app.add_subcommand("serve", "Take mail in by LMTP and distribute it, until told to stop");
  auto arguments = std::make_shared<ServeArguments>();
  command->add_option("--lmtp", arguments->lmtp, "where mail comes in: unix:PATH or HOST:PORT");
  command->add_option("--workers", arguments->workers, "how many processes distribute")
      ->check(CLI::Range(1, 1000));
  command->callback([&chosen, arguments] {
    chosen.run = [arguments](const Session& session) { return serve(session, *arguments); };
  });
}

}  // namespace chancery::cli
