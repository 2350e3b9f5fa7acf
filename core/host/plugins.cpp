#include "host/plugins.hpp"

#include "host/grants.hpp"
#include "host/ownership.hpp"
#include "host/tables.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery {

struct Plugins::State {
  State() = default;
  State(const State&) = delete;
  // The last that was started is the first to stop.
  ~State() {
    while (!living.empty()) living.pop_back();
  }

  std::vector<std::unique_ptr<LivingPlugin>> living;
  std::vector<Descriptor> loaded;
  std::vector<Refusal> refusals;

  std::vector<std::unique_ptr<CryptoBackend>> crypto;
  std::vector<AuthMethod> auth;
  std::vector<DecoratorPlugin> decorators;
  std::vector<TransportPlugin> transports;
  std::map<std::string, PredicatePlugin, std::less<>> predicates;
  scenario::Vocabulary vocabulary = scenario::built_in_predicates();

  Result<void> check_predicates(const Descriptor& descriptor) const;
  Result<void> load(const Descriptor& descriptor, const Settings& settings,
                    const Surroundings& surroundings);
  void take(const Descriptor& descriptor, const Tables& tables);
};

namespace {

Result<void> check_services(const Descriptor& descriptor) {
  for (const auto& service : descriptor.services) {
    const auto needs =
        "the plugin " + descriptor.id + " is refused: it needs the service " + service;
    if (!is_known_service(service))
      return Err(Code::misconfigured, needs + ", which this version does not have",
                 "upgrade Chancery, or install an older version of the plugin");
    if (!is_granted(service, descriptor.roles))
      return Err(Code::misconfigured, needs + ", which is granted to none of its roles",
                 "tell the plugin's author, and remove it from plugins.enable");
  }
  return {};
}

Result<PluginSettings> settings_of(const Descriptor& descriptor, const Settings& settings) {
  const auto given = settings.plugin_settings.find(descriptor.id);
  const auto section = settings.plugin_sections.find(descriptor.id);
  return PluginSettings::check(
      descriptor,
      given == settings.plugin_settings.end() ? std::vector<RawSetting>() : given->second,
      section == settings.plugin_sections.end() ? std::string() : section->second,
      settings.places.state);
}

// In the order of the folders; the first one that has such a file decides.
std::optional<fs::path> file_of(const std::string& id, const std::vector<fs::path>& folders) {
  std::error_code ignored;
  for (const auto& folder : folders)
    if (auto file = folder / (id + ".so"); fs::exists(fs::symlink_status(file, ignored)))
      return file;
  return std::nullopt;
}

Result<Descriptor> named_descriptor(const fs::path& file) {
  auto descriptor = read_descriptor(file);
  if (descriptor && descriptor->id != file.stem().string())
    return Err(Code::misconfigured,
               "the plugin " + printable(file.string()) + " is refused: the id is '" +
                   descriptor->id + "', here it is '" + printable(file.stem().string()) +
                   "', by the name of the file",
               "rename the file to " + descriptor->id + ".so");
  return descriptor;
}

Error not_there(const std::string& id, const std::vector<fs::path>& folders) {
  std::string looked;
  for (const auto& folder : folders)
    looked += (looked.empty() ? "" : ", ") + printable(folder.string());
  const auto name = printable(id);
  return Err(Code::misconfigured,
             "the plugin " + name + " is not there: no " + name + ".so in " + looked,
             "install it, or remove it from plugins.enable");
}

// Read from a file, the settings name the shipped folder last; built by hand they may not.
std::vector<fs::path> folders_of(const Settings& settings) {
  auto folders = settings.plugin_folders;
  const auto& shipped = settings.places.shipped_plugins;
  if (!shipped.empty() && std::find(folders.begin(), folders.end(), shipped) == folders.end())
    folders.push_back(shipped);
  return folders;
}

}  // namespace

Result<void> Plugins::State::check_predicates(const Descriptor& descriptor) const {
  for (const auto& predicate : descriptor.predicates) {
    const std::string name = predicate.name;
    if (!vocabulary.contains(name)) continue;
    const auto by = predicates.find(name);
    return Err(Code::misconfigured,
               "the plugin " + descriptor.id + " is refused: it provides the predicate " + name +
                   ", as " +
                   (by == predicates.end() ? "the language itself" : by->second.plugin()) + " does",
               "enable one of the plugins that provide it");
  }
  return {};
}

// What can be known without running it is checked before it runs.
Result<void> Plugins::State::load(const Descriptor& descriptor, const Settings& settings,
                                  const Surroundings& surroundings) {
  if (auto served = check_services(descriptor); !served) return served;
  if (auto free = check_predicates(descriptor); !free) return free;
  const auto checked = settings_of(descriptor, settings);
  if (!checked) return checked.error();
  auto services = std::make_unique<Services>(surroundings, settings.domain, settings.places.lists(),
                                             descriptor);
  auto plugin = LivingPlugin::start(descriptor, *checked, std::move(services));
  if (!plugin) return plugin.error();
  const auto tables = tables_of(descriptor, **plugin);
  if (!tables) return tables.error();
  take(descriptor, *tables);
  living.push_back(std::move(*plugin));
  loaded.push_back(descriptor);
  return {};
}

void Plugins::State::take(const Descriptor& descriptor, const Tables& tables) {
  const auto& id = descriptor.id;
  if (tables.auth) auth.emplace_back(id, tables.auth);
  if (tables.crypto) crypto.push_back(std::make_unique<CryptoBackend>(id, tables.crypto));
  if (tables.transport) transports.emplace_back(id, tables.transport);
  if (tables.decorator) decorators.emplace_back(id, tables.decorator);
  if (!tables.predicate) return;
  for (const auto& predicate : descriptor.predicates)
    for (const auto& word : words_of(id, predicate.name)) {
      vocabulary[word] = {predicate.least, predicate.most};
      predicates.emplace(word, PredicatePlugin(id, tables.predicate));
    }
}

Result<Plugins> Plugins::load(const Settings& settings, Surroundings surroundings) {
  auto state = std::make_unique<State>();
  const auto folders = folders_of(settings);
  for (const auto& id : settings.plugins) {
    const auto file = file_of(id, folders);
    const auto descriptor =
        file ? named_descriptor(*file) : Result<Descriptor>(not_there(id, folders));
    const auto loaded = descriptor ? state->load(*descriptor, settings, surroundings)
                                   : Result<void>(descriptor.error());
    if (!loaded) state->refusals.push_back({id, file.value_or(fs::path()), loaded.error()});
  }
  return Plugins(std::move(state));
}

Plugins::Plugins(std::unique_ptr<State> state) : state_(std::move(state)) {}
Plugins::Plugins(Plugins&&) noexcept = default;
Plugins::~Plugins() = default;

const CryptoBackend* Plugins::crypto() const {
  return state_->crypto.empty() ? nullptr : state_->crypto.front().get();
}
const std::vector<AuthMethod>& Plugins::auth() const { return state_->auth; }
const std::vector<DecoratorPlugin>& Plugins::decorators() const { return state_->decorators; }

const TransportPlugin* Plugins::transport(const std::string& id) const {
  for (const auto& transport : state_->transports)
    if (transport.plugin() == id) return &transport;
  return nullptr;
}

const PredicatePlugin* Plugins::predicate(std::string_view name) const {
  const auto found = state_->predicates.find(name);
  return found == state_->predicates.end() ? nullptr : &found->second;
}

scenario::Vocabulary Plugins::vocabulary() const { return state_->vocabulary; }
const std::vector<Descriptor>& Plugins::loaded() const { return state_->loaded; }
const std::vector<Refusal>& Plugins::refusals() const { return state_->refusals; }

// By its id, which begins with its role: what it says of itself may be just what cannot be read.
const Refusal* Plugins::decisive_refusal() const {
  for (const auto& refusal : state_->refusals)
    if (!refusal.id.starts_with("decorator_") && !refusal.id.starts_with("transport_"))
      return &refusal;
  return nullptr;
}

std::vector<std::string> words_of(const std::string& plugin, const std::string& predicate) {
  constexpr std::string_view role = "predicate_";
  if (!plugin.starts_with(role)) return {predicate};
  return {predicate, plugin.substr(role.size()) + "::" + predicate};
}

std::vector<Found> find_plugins(const std::vector<fs::path>& folders) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (const auto& folder : folders)
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed))
      if (entry->path().extension() == ".so") files.push_back(entry->path());
  std::sort(files.begin(), files.end());
  std::vector<Found> found;
  for (const auto& file : files) {
    auto descriptor = named_descriptor(file);
    if (auto safe = check_ownership(file); descriptor && !safe) descriptor = safe.error();
    found.push_back({file, std::move(descriptor)});
  }
  return found;
}

}  // namespace chancery
