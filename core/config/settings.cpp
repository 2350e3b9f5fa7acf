// chancery.toml into Settings. The table of keys has checked each value by itself; here is what
// goes beyond: ids of plugins, and keys that must fit each other.
#include "config/settings.hpp"

#include "base/text.hpp"
#include "config/check_value.hpp"
#include "config/floor_keys.hpp"
#include "config/values.hpp"

#include <chancery/entry.h>

#include <algorithm>
#include <set>

namespace chancery {
namespace {

// Written by hand; beyond this it is some other file.
constexpr std::size_t longest_settings = 1'000'000;

// As a descriptor can hold it. It becomes a file name, so nothing else may be in it.
bool is_plugin_id(std::string_view id) {
  return !id.empty() && id.size() < sizeof(chancery_descriptor::id) &&
         id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

fs::path from(const fs::path& folder, const std::string& path) {
  return (folder / path).lexically_normal();
}

std::optional<fs::path> path(const Values& values, std::string_view key, const fs::path& folder) {
  const auto text = values.text(key);
  return text ? std::optional(from(folder, *text)) : std::nullopt;
}

using Ids = std::vector<std::string>;

void check_ids(Values& values, const Ids& ids) {
  std::set<std::string> seen;
  for (const std::string& id : ids) {
    if (!is_plugin_id(id))
      values.wrong("plugins.enable", "plugins.enable: \"" + printable(id) +
                                         "\" is no plugin's id: lower-case letters, digits and _");
    else if (!seen.insert(id).second)
      values.wrong("plugins.enable", "plugins.enable: " + id + " stands there twice");
  }
}

std::string not_enabled(const std::string& id, const Ids& enabled) {
  return "plugin \"" + printable(id) + "\" is not in plugins.enable" + did_you_mean(id, enabled);
}

// Whatever names a plugin names an enabled one. A section of another would be read by nobody: most
// often its name is misspelt.
void check_enabled(Values& values, const Ids& enabled) {
  const auto has = [&](const std::string& id) {
    return std::find(enabled.begin(), enabled.end(), id) != enabled.end();
  };
  if (const auto id = values.text("delivery.transport"); id && !has(*id))
    values.wrong("delivery.transport", "delivery.transport: " + not_enabled(*id, enabled));
  for (const TomlEntry* table : values.matching("plugin.*"))
    if (const std::string& id = table->path[1]; !has(id))
      values.wrong(table->position, dotted(table->path) + ": " + not_enabled(id, enabled));
}

void read_sections(const Values& values, Settings& settings) {
  const std::string file = settings.places.file.string();
  for (const TomlEntry* table : values.matching("plugin.*"))
    settings.plugin_sections[table->path[1]] = place(file, table->position);
  for (const TomlEntry* entry : values.matching("plugin.*.*")) {
    RawSetting raw{entry->path[2], {}, place(file, entry->position)};
    if (const auto* text = std::get_if<std::string>(&entry->value.held)) raw.value = *text;
    if (const auto* number = std::get_if<std::int64_t>(&entry->value.held)) raw.value = *number;
    if (const auto* flag = std::get_if<bool>(&entry->value.held)) raw.value = *flag;
    settings.plugin_settings[entry->path[1]].push_back(std::move(raw));
  }
}

void read_plugins(Values& values, Settings& settings) {
  for (const std::string& folder : values.texts("plugins.folders").value_or(Ids()))
    settings.plugin_folders.push_back(from(settings.places.etc, folder));
  settings.plugin_folders.push_back(settings.places.shipped_plugins);
  if (const auto enabled = values.texts("plugins.enable")) {
    settings.plugins = *enabled;
    check_ids(values, *enabled);
    check_enabled(values, *enabled);
  }
  read_sections(values, settings);
}

// The table of keys keeps them positive.
Limits limits(const Values& values) {
  const auto number = [&](const char* key) { return static_cast<std::size_t>(values.number(key)); };
  return {number("limits.message_bytes"), number("limits.header_bytes"), number("limits.depth"),
          number("limits.parts")};
}

// Its text is not told: a password may stand in it.
void check_store(Values& values) {
  const auto text = values.text("store");
  if (!text) return;
  const bool scheme = text->starts_with("postgresql://") || text->starts_with("postgres://");
  if (!scheme || text->find('\0') != std::string::npos)
    values.wrong("store", "store: is no address like postgresql://USER@HOST/DATABASE");
}

// A file that is named must be there: without trust anchors or passwords a site would run and do
// half of what it was told.
void check_there(Values& values, std::string_view key, const std::optional<fs::path>& path,
                 bool folder) {
  if (!path) return;
  std::error_code unknown;
  const auto status = fs::status(*path, unknown);
  const auto shown = std::string(key) + ": " + printable(path->string());
  if (!fs::exists(status))
    values.wrong(key, shown + (status.type() == fs::file_type::not_found
                                   ? " is not there"
                                   : " cannot be looked at: " + unknown.message()));
  else if (fs::is_directory(status) != folder)
    values.wrong(key, shown + (folder ? " is no folder" : " is a folder"));
}

ServiceSettings service(const Values& values) {
  const auto number = [&](const char* key) { return static_cast<std::size_t>(values.number(key)); };
  ServiceSettings service;
  service.user = values.text("service.user");
  service.lmtp = values.text("service.lmtp").value_or("");
  service.receivers = number("service.receivers");
  service.workers = number("service.workers");
  service.max_duplicates = number("service.max_duplicates");
  service.shard_members = number("service.shard_members");
  service.crashes = static_cast<int>(values.number("service.crashes"));
  service.memory_megabytes = number("service.memory_megabytes");
  service.deadline = std::chrono::seconds(values.number("service.deadline_seconds"));
  service.grace = std::chrono::seconds(values.number("service.grace_seconds"));
  service.patience = std::chrono::hours(values.number("service.retry_hours"));
  return service;
}

Settings settings_from(Values& values, const Places& places) {
  Settings settings;
  settings.places = places;
  settings.domain = canonical_domain(values.text("domain").value_or("")).value_or("");
  for (const std::string& text : values.texts("listmasters").value_or(Ids()))
    if (auto address = Address::make(text)) settings.listmasters.push_back(std::move(*address));
  settings.key_password_file = path(values, "key_password_file", places.etc);
  settings.store = values.text("store");
  settings.ca_file = path(values, "trust.ca_file", places.etc);
  settings.ca_path = path(values, "trust.ca_path", places.etc);
  settings.intermediate_path = path(values, "trust.intermediate_path", places.etc);
  settings.crl_path = path(values, "trust.crl_path", places.etc);
  settings.ocsp_path = path(values, "trust.ocsp_path", places.etc);
  settings.revocation = values.text("trust.revocation").value_or("");
  settings.transport = values.text("delivery.transport").value_or("");
  settings.cipher = values.text("encryption.cipher").value_or("");
  settings.floor = floor_of(values);
  settings.limits = limits(values);
  settings.use_blocklist = values.texts("use_blocklist").value_or(Ids());
  settings.conf = values.free_texts("conf.*");
  settings.memory = std::chrono::hours(24 * values.number("memory.days"));
  settings.notices_a_day = values.number("notices.per_day");
  settings.service = service(values);
  read_plugins(values, settings);
  return settings;
}

Error unreadable(const Places& places, const Error& error) {
  if (error.code == Code::not_found)
    return Err(Code::misconfigured, "reading the settings: there is no " + places.file.string(),
               "chancery init writes it");
  if (error.code == Code::try_later)
    return Err(Code::try_later, "reading the settings: " + error.what, error.hint);
  return Err(Code::misconfigured, "reading the settings: " + error.what, error.hint);
}

}  // namespace

namespace {

Result<Settings> read_settings(std::string_view text, const Places& places,
                               std::string_view made_later) {
  auto values = values_of(text, places.file.string(), site_keys());
  if (!values) return values.error();
  Settings settings = settings_from(*values, places);
  if (!values->sound()) return values->error(places.file.string());
  check_store(*values);
  if (made_later != "key_password_file")
    check_there(*values, "key_password_file", settings.key_password_file, false);
  check_there(*values, "trust.ca_file", settings.ca_file, false);
  check_there(*values, "trust.ca_path", settings.ca_path, true);
  check_there(*values, "trust.intermediate_path", settings.intermediate_path, true);
  check_there(*values, "trust.crl_path", settings.crl_path, true);
  check_there(*values, "trust.ocsp_path", settings.ocsp_path, true);
  if (!values->sound()) return values->error(places.file.string());
  return settings;
}

}  // namespace

Result<Settings> load_settings(const Places& places) {
  const auto text = read_file(places.file, longest_settings);
  if (!text) return unreadable(places, text.error());
  return read_settings(*text, places, {});
}

Result<void> check_settings(std::string_view text, const Places& places) {
  const auto settings = read_settings(text, places, "key_password_file");
  return settings ? Result<void>() : Result<void>(settings.error());
}

}  // namespace chancery
