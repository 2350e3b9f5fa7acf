// A command: declares its arguments, and says what to run when it was chosen. One file a group.
#pragma once

#include "cli/session.hpp"

#include <functional>

namespace CLI {
class App;
}

namespace chancery::cli {

// The exit code of a command that could do its work.
using Run = std::function<Result<int>(const Session&)>;

// Set while the arguments are parsed.
struct Chosen {
  Run run;
  // Whether output that cannot be written fails the command. Not where the work is done by then: a
  // caller that tries again would do it twice.
  bool output_decides = true;
};

// No site needed.
void declare_verify(CLI::App& app, Chosen& chosen);
void declare_scenario(CLI::App& app, Chosen& chosen);
void declare_plugin(CLI::App& app, Chosen& chosen);
// Makes or checks a site.
void declare_init(CLI::App& app, Chosen& chosen);
void declare_check(CLI::App& app, Chosen& chosen);
void declare_store(CLI::App& app, Chosen& chosen);
// Lists, members and certificates of a site.
void declare_list(CLI::App& app, Chosen& chosen);
void declare_list_key(CLI::App& group, Chosen& chosen);
void declare_list_password(CLI::App& group, Chosen& chosen);
void declare_member(CLI::App& app, Chosen& chosen);
void declare_cert(CLI::App& app, Chosen& chosen);
void declare_cert_audit(CLI::App& group, Chosen& chosen);
void declare_cert_choice(CLI::App& group, Chosen& chosen);
// Messages.
void declare_deliver(CLI::App& app, Chosen& chosen);
void declare_explain(CLI::App& app, Chosen& chosen);

// The service and its queue.
void declare_serve(CLI::App& app, Chosen& chosen);
void declare_queue(CLI::App& app, Chosen& chosen);
void declare_status(CLI::App& app, Chosen& chosen);

// What `check` finds, with the errors on standard error.
Result<bool> is_sound(const Session& session);

// Exit codes, sysexits(3).
constexpr int exit_ok = 0, exit_usage = 64, exit_unusable = 65, exit_no_list = 67,
              exit_software = 70, exit_try_later = 75, exit_config = 78;
int exit_code(Code code);
void complain(const Error& error);

}  // namespace chancery::cli
