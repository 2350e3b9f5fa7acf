#include "cli/cli.hpp"

#include "cli/command.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdio>

namespace chancery::cli {

int exit_code(Code code) {
  switch (code) {
    case Code::failed: return exit_software;
    case Code::try_later: return exit_try_later;
    case Code::unsupported:
    case Code::no_key:
    case Code::unusable: return exit_unusable;
    case Code::misconfigured: return exit_config;
    case Code::usage: return exit_usage;
    case Code::not_found: return exit_no_list;
  }
  return exit_software;
}

void complain(const Error& error) {
  std::fprintf(stderr, "chancery: %s\n", error.what.c_str());
  if (!error.hint.empty()) std::fprintf(stderr, "chancery: hint: %s\n", error.hint.c_str());
}

namespace {

void declare(CLI::App& app, Session& session, Chosen& chosen) {
  app.require_subcommand(1);
  app.fallthrough();  // --root and --json may stand behind the command too
  app.add_option("--root", session.root,
                 "chancery.toml, lists and state all live under this folder")
      ->type_name("DIR");
  app.add_flag("--json", session.json, "print JSON");
  app.set_version_flag("--version", CHANCERY_VERSION);
  declare_init(app, chosen);
  declare_check(app, chosen);
  declare_store(app, chosen);
  declare_list(app, chosen);
  declare_member(app, chosen);
  declare_cert(app, chosen);
  declare_deliver(app, chosen);
  declare_explain(app, chosen);
  declare_serve(app, chosen);
  declare_queue(app, chosen);
  declare_status(app, chosen);
  declare_verify(app, chosen);
  declare_scenario(app, chosen);
  declare_plugin(app, chosen);
}

int run_chosen(const Chosen& chosen, const Session& session) {
  auto result = chosen.run(session);
  // A write that failed is not repeated by the flush.
  const bool written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  if (!result) {
    complain(result.error());
    return exit_code(result.error().code);
  }
  if (written) return *result;
  std::fprintf(stderr, "chancery: standard output cannot be written\n");
  return chosen.output_decides ? exit_try_later : *result;
}

}  // namespace

int run(int argc, char** argv) {
  // A reader that went away is an error of a write, not the end of a process that holds mail.
  // A file that grows past a limit likewise.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  Session session;
  Chosen chosen;
  CLI::App app("Mail processing for lists on which it matters who wrote and who may read",
               "chancery");
  declare(app, session, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? exit_ok : exit_usage;
  }
  return run_chosen(chosen, session);
}

}  // namespace chancery::cli
