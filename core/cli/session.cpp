#include "cli/session.hpp"

#include "cli/keeping.hpp"

#include "base/text.hpp"

#include <unistd.h>

namespace chancery::cli {

namespace {

fs::path executable() {
  std::error_code error;
  const auto path = fs::read_symlink("/proc/self/exe", error);
  return error ? fs::path("/usr/bin/chancery") : path;
}

// What is refused and decides nothing costs a line in the log; anything else stops the site.
Result<void> complete(const Site& site) {
  const auto& plugins = *site.plugins;
  if (const auto* refusal = plugins.decisive_refusal())
    return Err(Code::misconfigured,
               "nothing is decided without " + refusal->id + ": " + refusal->error.what,
               refusal->error.hint);
  std::string missing;
  if (!plugins.transport(site.settings.transport))
    missing += " the transport " + site.settings.transport;
  if (plugins.auth().empty())
    missing += std::string(missing.empty() ? "" : " and") + " an auth plugin";
  if (missing.empty()) return {};
  for (const auto& refusal : plugins.refusals()) missing += "\n  " + refusal.error.what;
  return Err(Code::misconfigured, "the site lacks" + missing, "chancery check says more");
}

}  // namespace

Places Session::places() const {
  return root ? Places::under(absolute_path(*root), executable()) : Places::of_system(executable());
}

Result<Settings> Session::settings() const { return load_settings(places()); }

Result<std::unique_ptr<Store>> Session::store(const Settings& settings) const {
  return open_store(settings);
}

Result<std::unique_ptr<Site>> Session::site() const {
  auto read = settings();
  if (!read) return read.error();
  auto site = std::make_unique<Site>(
      Site{std::move(*read), SystemClock(), StderrLog(Severity::warning), nullptr, std::nullopt});
  auto opened = store(site->settings);
  if (!opened) return opened.error();
  site->store = std::move(*opened);
  auto plugins = Plugins::load(
      site->settings, {site->log, site->clock, site->store.get(), site->settings.listmasters});
  if (!plugins) return plugins.error();
  site->plugins.emplace(std::move(*plugins));
  for (const auto& refusal : site->plugins->refusals())
    site->log.write(
        Severity::error, "plugin",
        {{"id", refusal.id}, {"refused", refusal.error.what}, {"mend", refusal.error.hint}});
  if (auto whole = complete(*site); !whole) return whole.error();
  return site;
}

TrustFiles trust_of(const Settings& settings) {
  TrustFiles trust;
  if (settings.ca_file) trust.ca_files.push_back(*settings.ca_file);
  if (settings.ca_path) trust.ca_path = *settings.ca_path;
  trust.intermediate_folder = settings.intermediate_path;
  trust.crl_folder = settings.crl_path;
  trust.ocsp_folder = settings.ocsp_path;
  if (settings.revocation == "require") trust.revocation = Revocation::require;
  if (settings.revocation == "ignore") trust.revocation = Revocation::ignore;
  return trust;
}

Result<std::string> input_file(const std::string& file, std::size_t limit) {
  auto content = file == "-" ? read_all(STDIN_FILENO, limit) : read_file(file, limit);
  if (content) return content;
  return Err(Code::unusable, content.error().what, content.error().hint);
}

Result<Secret> password_file(const std::string& file) {
  auto password = read_password(file);
  if (password) return password;
  return Err(Code::unusable, password.error().what);
}

Result<Address> address_argument(std::string_view text) {
  auto address = Address::make(text);
  if (address) return address;
  return Err(Code::unusable, printable(text) + " is no address: " + address.error().what);
}

}  // namespace chancery::cli
