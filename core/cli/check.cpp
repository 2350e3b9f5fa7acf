// check: everything that mail would find out later, now. Looks and changes nothing; every finding
// is told, not only the first.
#include "cli/backend_limits.hpp"
#include "cli/command.hpp"
#include "cli/distribution_limits.hpp"
#include "cli/filter_limits.hpp"
#include "cli/print.hpp"
#include "postgres/location.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>

namespace chancery::cli {

namespace {

using Json = nlohmann::ordered_json;

class Findings {
 public:
  void error(const std::string& about, const std::string& what, const std::string& hint = {}) {
    add("error", about, what);
    if (!hint.empty()) found_.back()["mend"] = hint;
    ++errors_;
  }
  void warning(const std::string& about, const std::string& what) { add("warning", about, what); }
  template <class T>
  void require(const std::string& about, const Result<T>& result) {
    if (!result) error(about, result.error().what, result.error().hint);
  }
  bool sound() const { return errors_ == 0; }
  // Errors alone, on standard error.
  void complain() const {
    for (const auto& finding : found_)
      if (finding["severity"] == "error")
        std::fprintf(stderr, "chancery: %s: %s\n", finding["about"].get<std::string>().c_str(),
                     finding["what"].get<std::string>().c_str());
  }
  int tell(bool json) const {
    if (json) {
      print_json(Json{{"errors", errors_}, {"findings", found_}});
    } else {
      for (const auto& finding : found_) {
        print(finding["severity"].get<std::string>() + ": " + finding["about"].get<std::string>() +
              ": " + finding["what"].get<std::string>() + "\n");
        if (finding.contains("mend")) print("  " + finding["mend"].get<std::string>() + "\n");
      }
      print(errors_ == 0 ? "ready\n" : std::to_string(errors_) + " errors\n");
    }
    return errors_ == 0 ? exit_ok : exit_config;
  }

 private:
  void add(const char* severity, const std::string& about, const std::string& what) {
    found_.push_back({{"severity", severity}, {"about", about}, {"what", what}});
  }
  Json found_ = Json::array();
  int errors_ = 0;
};

void check_listmasters(const Settings& settings, Findings& findings) {
  if (settings.listmasters.empty())
    findings.warning("listmasters",
                     "none is set: what waits for them is told to listmaster@" + settings.domain);
}

void check_trust(const Settings& settings, const CryptoBackend* crypto, Findings& findings) {
  if (!settings.ca_file && !settings.ca_path)
    findings.warning("trust",
                     "neither trust.ca_file nor trust.ca_path is set: no signature is trusted");
  if (!crypto) return;
  TrustStore trust(crypto, trust_of(settings));
  findings.require("trust", trust.opened());
}

void check_plugins(const Settings& settings, const Plugins& plugins, Findings& findings) {
  for (const auto& refusal : plugins.refusals())
    findings.error("plugin " + refusal.id, refusal.error.what, refusal.error.hint);
  for (const auto& descriptor : plugins.loaded())
    for (const auto& role : descriptor.unknown_roles)
      findings.warning("plugin " + descriptor.id,
                       "its role " + role + " is not known here and is not used");
  if (!plugins.crypto())
    findings.error("plugins", "no crypto backend is loaded: nothing can be verified or opened");
  if (plugins.auth().empty())
    findings.error("plugins", "no auth plugin is loaded: nobody is ever proven");
  if (!plugins.transport(settings.transport))
    findings.error("delivery.transport",
                   "no plugin " + settings.transport + " with the role of a transport is loaded");
}

void check_key(const Settings& settings, const ListSettings& list, const CryptoBackend* crypto,
               Findings& findings) {
  const auto about = "list " + list.name;
  const auto pairs = find_key_pairs(list.folder);
  findings.require(about, pairs);
  if (!pairs) return;
  for (const auto& key : pairs->lone_keys)
    findings.error(about, "no certificate lies beside " + key.string());
  for (const auto& certificate : pairs->lone_certificates)
    findings.error(about, "no private key lies beside " + certificate.string());
  if (!crypto || pairs->pairs.empty()) return;
  ListKeys keys(crypto, keys_of_list(list.folder, settings.key_password_file));
  findings.require(about, keys.all());
}

// `store` is null where it could not be opened; that is said elsewhere.
void check_scenarios(const Settings& settings, const ListSettings& list, const Plugins& plugins,
                     Store* store, Findings& findings) {
  const auto about = "list " + list.name;
  const auto library = library_of(settings, list, plugins.vocabulary());
  for (const auto& [function, name] : list.scenarios) {
    const auto scenario = library.load(function, name);
    findings.require(about, scenario);
    if (!scenario || !store) continue;
    for (const auto& problem : filter_problems(*scenario, settings, list, plugins, *store))
      findings.error(about, scenario->name + ": " + problem.what, problem.hint);
  }
}

void check_distribution(const ListSettings& list, const Plugins& plugins, Findings& findings) {
  const auto about = "list " + list.name;
  if (const auto limit = footer_limit(list, plugins)) findings.warning(about, *limit);
  const auto* crypto = plugins.crypto();
  if (!crypto) return;
  findings.require(about, signing_limit(list, *crypto, SystemClock().now()));
  for (const auto& limit : rewrap_limits(list, *crypto)) findings.warning(about, limit);
}

void check_password(const fs::path& file, Findings& findings) {
  const auto passwords = read_passwords(file);
  findings.require("key_password_file", passwords);
  if (!passwords) return;
  if (passwords->size() > 1)
    findings.warning("key_password_file",
                     "it still has a former password: chancery list password "
                     "was not finished; run it again");
  const auto open_to_others = is_open_to_others(file);
  findings.require("key_password_file", open_to_others);
  if (open_to_others && *open_to_others)
    findings.warning("key_password_file",
                     file.string() + " is open to everybody on this machine: chmod o= it");
}

// A password in the file is the database's, and all members' with it.
void check_store(const Settings& settings, const Result<std::unique_ptr<Store>>& store,
                 Findings& findings) {
  findings.require("store", store);
  if (!settings.store || !postgres::has_password(*settings.store)) return;
  const auto& file = settings.places.file;
  const auto open_to_others = is_open_to_others(file);
  findings.require("store", open_to_others);
  if (open_to_others && *open_to_others)
    findings.warning("store", "its password stands in " + file.string() +
                                  ", which is open to everybody on this machine: chmod o= it");
}

void check_list(const Settings& settings, const Plugins& plugins, Store* store,
                const std::string& name, Findings& findings) {
  const auto list = load_list(settings.places, name);
  findings.require("list " + name, list);
  if (!list) return;
  check_scenarios(settings, *list, plugins, store, findings);
  check_key(settings, *list, plugins.crypto(), findings);
  check_distribution(*list, plugins, findings);
}

void check_lists(const Settings& settings, const Plugins& plugins, Store* store,
                 Findings& findings) {
  const auto names = list_names(settings.places);
  findings.require("lists", names);
  if (!names) return;
  for (const auto& name : *names) check_list(settings, plugins, store, name, findings);
}

void check_cipher(const Settings& settings, const CryptoBackend* crypto, Findings& findings) {
  const auto limit = crypto ? cipher_limit(*crypto, settings.cipher) : std::nullopt;
  if (limit) findings.error("encryption.cipher", *limit);
}

// Only where encrypted posts can come: a list with a key.
void check_members(const Settings& settings, const CryptoBackend* crypto, Store& store,
                   Findings& findings) {
  const auto names = list_names(settings.places);
  if (!crypto || !names) return;
  for (const auto& name : *names) {
    const auto list = load_list(settings.places, name);
    const auto pairs = list ? find_key_pairs(list->folder) : Result<KeyPairs>(list.error());
    if (!pairs || pairs->pairs.empty()) continue;  // said by check_list
    const auto limit = member_limit(*crypto, store, name, SystemClock().now());
    findings.require("list " + name, limit);
    if (limit && *limit) findings.warning("list " + name, **limit);
  }
}

Result<Findings> look_through(const Session& session) {
  Findings findings;
  const auto settings = session.settings();
  if (!settings) return settings.error();
  check_listmasters(*settings, findings);
  if (settings->key_password_file) check_password(*settings->key_password_file, findings);
  const auto store = session.store(*settings);
  check_store(*settings, store, findings);
  StderrLog log(Severity::error);
  SystemClock clock;
  const auto plugins =
      Plugins::load(*settings, {log, clock, store ? store->get() : nullptr, settings->listmasters});
  findings.require("plugins", plugins);
  if (plugins) {
    check_plugins(*settings, *plugins, findings);
    check_trust(*settings, plugins->crypto(), findings);
    check_cipher(*settings, plugins->crypto(), findings);
    if (store) check_members(*settings, plugins->crypto(), **store, findings);
    check_lists(*settings, *plugins, store ? store->get() : nullptr, findings);
  }
  return findings;
}

Result<int> check(const Session& session) {
  const auto findings = look_through(session);
  if (!findings) return findings.error();
  return findings->tell(session.json);
}

}  // namespace

Result<bool> is_sound(const Session& session) {
  const auto findings = look_through(session);
  if (!findings) return findings.error();
  findings->complain();
  return findings->sound();
}

void declare_check(CLI::App& app, Chosen& chosen) {
  app.add_subcommand("check", "Validate the configuration, the plugins and every list")
      ->callback([&chosen] { chosen.run = check; });
}

}  // namespace chancery::cli
