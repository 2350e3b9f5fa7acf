// init: writes chancery.toml, commented and ready to run.
#include "cli/command.hpp"
#include "cli/print.hpp"

#include "base/random.hpp"
#include "base/text.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>

namespace chancery::cli {

namespace {

using Json = nlohmann::ordered_json;

struct InitArguments {
  InitOptions options;
  std::string ca_file, ca_path, key_password_file;
};

std::optional<fs::path> absolute_if_given(const std::string& path) {
  if (path.empty()) return std::nullopt;
  return absolute_path(path);
}

Result<void> make_password(const fs::path& file) {
  const auto there = is_there(file);
  if (!there) return there.error();
  if (*there) return {};
  return write_file(file, random_hex(24) + "\n", 0600);
}

// Whoever owns the folder, or will when it is made now, is to work on it.
std::optional<std::string> owner_of(const fs::path& folder) {
  struct stat status {};
  const bool there = ::stat(folder.c_str(), &status) == 0;
  const auto* user = ::getpwuid(there ? status.st_uid : ::geteuid());
  return user ? std::optional<std::string>(user->pw_name) : std::nullopt;
}

// HOST:PORT, or unix:PATH: as transport_smtp takes it.
bool is_server(std::string_view text) {
  if (text.starts_with("unix:/")) return true;
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const auto digits = text.substr(colon + 1);
  unsigned port = 0;
  const auto* const end = digits.data() + digits.size();
  const auto [stop, problem] = std::from_chars(digits.data(), end, port);
  return problem == std::errc() && stop == end && port > 0 && port < 65536;
}

InitOptions complete(InitArguments arguments, const Places& places) {
  auto options = std::move(arguments.options);
  options.ca_file = absolute_if_given(arguments.ca_file);
  options.ca_path = absolute_if_given(arguments.ca_path);
  options.key_password_file = absolute_if_given(arguments.key_password_file);
  if (!options.key_password_file) options.key_password_file = places.etc / "key.password";
  if (options.transport.empty()) options.transport = options.smtp.empty() ? "maildir" : "smtp";
  if (options.smtp.empty()) options.smtp = InitOptions().smtp;
  options.user = owner_of(places.state);
  return options;
}

Result<int> init(const Session& session, InitArguments arguments) {
  const auto places = session.places();
  const auto there = is_there(places.file);
  if (!there) return there.error();
  if (*there)
    return Err(Code::misconfigured,
               places.file.string() + " is there already: nothing was changed");
  const auto options = complete(std::move(arguments), places);
  if (!is_server(options.smtp))
    return Err(Code::usage, "--smtp " + printable(options.smtp, 80) + " is no server",
               "for example --smtp 127.0.0.1:25");
  if (auto right = check_settings(settings_template(options), places); !right)
    return Err(Code::usage, "with these options " + right.error().what);
  for (const auto& folder : {places.etc, places.state, places.lists()})
    if (auto made = make_folder(folder); !made) return made.error();
  if (auto made = make_password(*options.key_password_file); !made) return made.error();
  if (auto made = Store::make(places.store().string()); !made) return made.error();
  if (auto done = write_file(places.file, settings_template(options), 0640); !done)
    return done.error();
  const auto read = load_settings(places);
  if (!read) return read.error();
  tell(session.json, Json{{"wrote", places.file.string()}, {"domain", read->domain}},
       "wrote " + places.file.string());
  return exit_ok;
}

}  // namespace

void declare_init(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("init", "Write chancery.toml, commented, ready to run");
  auto arguments = std::make_shared<InitArguments>();
  command->add_option("--domain", arguments->options.domain, "the lists' mail domain")->required();
  command->add_option("--ca-file", arguments->ca_file, "trust anchors, as OpenSSL's -CAfile");
  command->add_option("--ca-path", arguments->ca_path, "trust anchors, as OpenSSL's -CApath");
  command->add_option("--key-password-file", arguments->key_password_file,
                      "file with the password of all private keys; made when it is not there");
  arguments->options.transport.clear();
  arguments->options.smtp.clear();
  command
      ->add_option("--transport", arguments->options.transport,
                   "how copies leave; by default maildir, or smtp where --smtp is given")
      ->check(CLI::IsMember({"maildir", "smtp", "sendmail"}));
  command->add_option("--smtp", arguments->options.smtp, "HOST:PORT of the site's MTA");
  command->callback([&chosen, arguments] {
    chosen.run = [arguments](const Session& session) { return init(session, *arguments); };
  });
}

}  // namespace chancery::cli
