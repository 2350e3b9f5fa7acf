// The site's settings: chancery.toml, read whole or not at all. config/schema.hpp has its keys.
#pragma once

#include "base/files.hpp"
#include "config/demands.hpp"
#include "mail/address.hpp"
#include "mail/message.hpp"

#include <chancery/entry.h>
#include <chancery/result.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chancery {

// Where everything lies. --root DIR: chancery.toml, lists/, scenari/, out/, held/, failed/ and the
// store all under DIR; otherwise /etc/chancery (file, scenari) and /var/lib/chancery (the rest).
struct Places {
  fs::path file;   // chancery.toml
  fs::path etc;    // its folder; relative paths in it start here
  fs::path state;  // lists/, held/, failed/, out/, queue/, chancery.db
  fs::path shipped_scenarios;
  fs::path shipped_plugins;

  static Places under(const fs::path& root, const fs::path& executable);
  static Places of_system(const fs::path& executable);
  fs::path store() const { return state / "chancery.db"; }
  fs::path queue() const { return state / "queue"; }
  fs::path lists() const { return state / "lists"; }
  fs::path list(const std::string& name) const { return lists() / name; }
};

// A key of `[plugin.<id>]` as written, with where it stands, for the host to check against the
// plugin's own declarations.
struct RawSetting {
  std::string key;
  std::variant<std::string, std::int64_t, bool> value;
  std::string where;  // "/etc/chancery/chancery.toml:12:3"
};

// What `serve` runs.
struct ServiceSettings {
  std::optional<std::string> user;  // whom it becomes when started as root
  std::string lmtp;                 // "unix:PATH", "HOST:PORT"
  std::size_t receivers = 1, workers = 2;
  std::size_t max_duplicates = 100;  // copies between two commits
  std::size_t shard_members = 1000;
  int crashes = 3;
  std::size_t memory_megabytes = 1024;  // of a worker
  std::chrono::seconds deadline{600};   // of a worker, to get on
  std::chrono::seconds grace{30};       // for coming to an end when told to stop
  std::chrono::hours patience{120};     // how long a copy is tried again
};

struct Settings {
  Places places;
  std::string domain;
  std::vector<Address> listmasters;
  std::optional<fs::path> key_password_file;
  std::optional<std::string> store;  // a database's address, never shown: a password may be in it
  std::optional<fs::path> ca_file, ca_path, intermediate_path, crl_path, ocsp_path;
  std::string revocation;                // "prefer", "require" or "ignore"
  std::vector<fs::path> plugin_folders;  // looked through in order, the shipped one last
  std::vector<std::string> plugins;      // ids, in the order of asking
  std::string transport;                 // id of the one that delivers
  std::string cipher;                    // of what is sealed: "AES-256-CBC"
  Floor floor;                           // of signatures
  Limits limits;
  std::vector<std::string> use_blocklist;   // functions that blocklist.txt is asked for first
  std::map<std::string, std::string> conf;  // the site's own parameters, [conf->NAME]
  std::chrono::hours memory{};              // how long lists know what they had
  std::int64_t notices_a_day = 0;           // to one address
  ServiceSettings service;
  std::map<std::string, std::vector<RawSetting>> plugin_settings;  // by plugin id
  std::map<std::string, std::string> plugin_sections;  // by plugin id: where `[plugin.<id>]` stands
};

// Every problem at once in `what`, one a line: "FILE:3:1: unknown key ...; did you mean ...?".
Result<Settings> load_settings(const Places& places);
// What would be wrong with this text as the file; the key_password_file need not be there yet.
Result<void> check_settings(std::string_view text, const Places& places);

// The file that `init` writes: every key with its sentence, ready to run. Paths stand in it as they
// are given; what is given is not checked: load_settings does.
struct InitOptions {
  std::string domain;
  std::optional<fs::path> ca_file, ca_path, key_password_file;
  std::string transport = "maildir";     // "smtp", "sendmail": the plugin is transport_smtp ...
  std::string smtp = "127.0.0.1:25";     // HOST:PORT, [IPV6]:PORT
  std::optional<std::string> user = {};  // of the service; none: shown as an example
};
std::string settings_template(const InitOptions& options);

// The first word of each is the default; config/schema.cpp says what they mean.
enum class EncryptedPosts { received, always };
enum class Distribution { reencrypt, rewrap };
enum class UnsignedCiphertext { hold, reject, allow };
enum class WithoutCertificate { notice, skip, hold };
enum class SignedMail { none, service, posts, all };
enum class FooterMode { skip, outer, headers_only };
enum class Harvest { off, members, all };
enum class SubjectPlace { outside, inside };

// list.toml of one list.
struct ListSettings {
  std::string name;  // local part of its address: [a-z0-9][a-z0-9._+-]*
  Address address;
  fs::path folder;
  std::map<std::string, std::string> scenarios;         // by function: "send" -> "private_smime"
  std::map<std::string, std::string> custom_vars = {};  // [custom_vars->NAME]
  std::map<std::string, std::string> parameters = {};   // [list->NAME]
  bool is_open = true;
  // For header fields: printable ASCII. In the second, "{member}" stands for who gets the copy.
  std::optional<std::string> archive_url = {}, unsubscribe_url = {};
  EncryptedPosts encrypt = EncryptedPosts::received;
  Distribution distribution = Distribution::reencrypt;
  UnsignedCiphertext unsigned_ciphertext = UnsignedCiphertext::hold;
  WithoutCertificate without_certificate = WithoutCertificate::notice;
  SignedMail sign = SignedMail::none;
  FooterMode footer = FooterMode::skip;
  Harvest harvest = Harvest::off;
  SubjectPlace subject = SubjectPlace::outside;
  Demands demands = {};  // of its own; demands_of() has those of the site in it
};
// The higher floor of site and list counts.
Demands demands_of(const Settings& settings, const ListSettings& list);
Result<ListSettings> load_list(const Places& places, const std::string& name);
// By its name or its address; not_found when there is none.
Result<ListSettings> find_list(const Settings& settings, std::string_view name_or_address);
std::string list_template(const Address& address,
                          const std::map<std::string, std::string>& scenarios);
Result<std::vector<std::string>> list_names(const Places& places);
bool is_list_name(std::string_view name);

}  // namespace chancery
