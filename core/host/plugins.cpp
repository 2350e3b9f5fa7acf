#include "host/plugins.hpp"

#include "host/grants.hpp"
#include "host/loader.hpp"
#include "host/services.hpp"
#include "host/settings_check.hpp"

#include "base/text.hpp"

#include <chancery/bytes.hpp>
#include <chancery/thunk.hpp>

#include <algorithm>

namespace chancery {

namespace {

// What one plugin sees of the host: the services that its roles may ask for. Does not move.
struct Window {
  Window(const Services& all, std::vector<std::string> plugin_roles)
      : services(all), roles(std::move(plugin_roles)) {
    host = {sizeof host, CHANCERY_ABI_MINOR, "0.1.0", this,
            [](void* self, const char* id) noexcept -> const void* {
              const auto& window = *static_cast<const Window*>(self);
              return is_granted(id, window.roles) ? window.services.find(id) : nullptr;
            }};
  }
  Window(const Window&) = delete;

  const Services& services;
  std::vector<std::string> roles;
  chancery_host host{};
};

// A running plugin; stopped and destroyed when this goes.
struct Running {
  explicit Running(const chancery_plugin* made) : plugin(made) {}
  Running(const Running&) = delete;
  ~Running() {
    if (started) plugin->stop(plugin->self);
    plugin->destroy(plugin->self);
  }
  const chancery_plugin* plugin;
  bool started = false;
};

Error misbehaves(const std::string& id, const std::string& what) {
  return Err(Code::misconfigured, "the plugin " + id + " " + what,
             "tell its author, and remove it from plugins.enable");
}

}  // namespace

struct Plugins::State {
  State(Surroundings surroundings, std::string domain)
      : services(std::move(surroundings), std::move(domain)) {}

  Services services;
  std::vector<std::unique_ptr<Window>> windows;
  std::vector<std::unique_ptr<Running>> running;  // destroyed before what they may ask
  std::vector<Descriptor> loaded;
  std::vector<Refusal> refusals;

  std::vector<std::unique_ptr<CryptoBackend>> crypto;
  std::vector<AuthMethod> auth;
  std::vector<DecoratorPlugin> decorators;
  std::vector<TransportPlugin> transports;
  std::map<std::string, PredicatePlugin, std::less<>> predicates;
  scenario::Vocabulary vocabulary = scenario::built_in_predicates();

  Result<void> load(const Descriptor& descriptor, const Settings& settings);
  Result<void> check_services(const Descriptor& descriptor) const;
  Result<void> start(Running& running, const Descriptor& descriptor, const Settings& settings);
  Result<void> take_roles(const Descriptor& descriptor, const chancery_plugin& plugin);
  Result<void> take_predicates(const Descriptor& descriptor, const chancery_predicate* table);
};

Result<void> Plugins::State::check_services(const Descriptor& descriptor) const {
  for (const auto& service : descriptor.services) {
    if (!services.find(service))
      return Err(Code::misconfigured,
                 "the plugin " + descriptor.id + " needs the service " + service +
                     ", which this version does not have",
                 "upgrade Chancery, or install an older plugin");
    if (!is_granted(service, descriptor.roles))
      return Err(Code::misconfigured,
                 "the plugin " + descriptor.id + " needs the service " + service +
                     ", which none of its roles is granted",
                 "host/grants.hpp is the table of what a role may ask for");
  }
  return {};
}

Result<void> Plugins::State::start(Running& instance, const Descriptor& descriptor,
                                   const Settings& settings) {
  const auto given = settings.plugin_settings.find(descriptor.id);
  const auto section = settings.plugin_sections.find(descriptor.id);
  const auto checked = PluginSettings::check(
      descriptor,
      given == settings.plugin_settings.end() ? std::vector<RawSetting>() : given->second,
      section == settings.plugin_sections.end() ? std::string() : section->second,
      settings.places.state);
  if (!checked) return checked.error();
  const auto view = checked->view();
  std::string said;
  const StringSink error(said);
  const auto& plugin = *instance.plugin;
  if (const auto code = plugin.configure(plugin.self, &view, error.get()); code != CHANCERY_OK)
    return Err(from_c(code),
               "the plugin " + descriptor.id + " refuses its settings: " + printable(said, 500));
  if (const auto code = plugin.start(plugin.self, error.get()); code != CHANCERY_OK)
    return Err(from_c(code),
               "the plugin " + descriptor.id + " does not start: " + printable(said, 500));
  instance.started = true;
  return {};
}

Result<void> Plugins::State::load(const Descriptor& descriptor, const Settings& settings) {
  if (auto served = check_services(descriptor); !served) return served;
  const auto entry = load_entry(descriptor);
  if (!entry) return entry.error();
  auto window = std::make_unique<Window>(services, descriptor.roles);
  std::string said;
  const StringSink error(said);
  const auto* plugin = (*entry)->create(&window->host, error.get());
  if (!plugin)
    return Err(Code::failed,
               "the plugin " + descriptor.id + " cannot be made: " + printable(said, 500));
  if (plugin->size < sizeof(chancery_plugin) || !plugin->configure || !plugin->start ||
      !plugin->role || !plugin->stop || !plugin->destroy)
    return misbehaves(descriptor.id, "gave an incomplete table of functions");
  auto instance = std::make_unique<Running>(plugin);
  if (auto done = start(*instance, descriptor, settings); !done) return done;
  if (auto taken = take_roles(descriptor, *plugin); !taken) return taken;
  windows.push_back(std::move(window));
  running.push_back(std::move(instance));
  loaded.push_back(descriptor);
  return {};
}

namespace {

// The table of a declared role; an Error when there is none, or one that is too small.
template <class Table>
Result<const Table*> table_of(const Descriptor& descriptor, const chancery_plugin& plugin,
                              const char* role) {
  const auto* table = static_cast<const Table*>(plugin.role(plugin.self, role));
  if (!table)
    return misbehaves(descriptor.id,
                      std::string("declares the role ") + role + " and does not provide it");
  if (table->size < sizeof(Table))
    return misbehaves(descriptor.id, std::string("gave a table of ") + std::to_string(table->size) +
                                         " bytes for the role " + role +
                                         ", of which there must be " +
                                         std::to_string(sizeof(Table)));
  return table;
}

bool has_role(const Descriptor& descriptor, std::string_view role) {
  return std::find(descriptor.roles.begin(), descriptor.roles.end(), role) !=
         descriptor.roles.end();
}

// All functions of a table are pointers behind its self; none may be missing.
Result<void> complete(const Descriptor& descriptor, bool all_there) {
  if (all_there) return {};
  return misbehaves(descriptor.id, "gave a role's table with a function missing");
}

}  // namespace

Result<void> Plugins::State::take_predicates(const Descriptor& descriptor,
                                             const chancery_predicate* table) {
  for (const auto& predicate : descriptor.predicates) {
    const std::string name = lower(predicate.name);
    if (vocabulary.contains(name))
      return Err(Code::misconfigured,
                 "the plugin " + descriptor.id + " provides the predicate " + name +
                     ", which is provided already",
                 "enable one of the plugins that provide it");
  }
  for (const auto& predicate : descriptor.predicates) {
    const std::string name = lower(predicate.name);
    vocabulary[name] = {predicate.least, predicate.most};
    predicates.emplace(name, PredicatePlugin(descriptor.id, table));
  }
  return {};
}

Result<void> Plugins::State::take_roles(const Descriptor& descriptor,
                                        const chancery_plugin& plugin) {
  const auto take = [&]<class Table>(const char* role, const auto& all_there, const auto& use,
                                     const Table*) -> Result<void> {
    if (!has_role(descriptor, role)) return {};
    const auto table = table_of<Table>(descriptor, plugin, role);
    if (!table) return table.error();
    if (auto whole = complete(descriptor, all_there(**table)); !whole) return whole;
    return use(*table);
  };
  const auto& id = descriptor.id;
  auto done = take(
      CHANCERY_ROLE_AUTH, [](const chancery_auth& t) { return t.authenticate != nullptr; },
      [&](const chancery_auth* t) {
        auth.emplace_back(id, t);
        return Result<void>();
      },
      static_cast<const chancery_auth*>(nullptr));
  if (done)
    done = take(
        CHANCERY_ROLE_CRYPTO,
        [](const chancery_crypto& t) {
          return t.capabilities && t.certificate_read && t.prepare && t.key_import && t.key_open &&
                 t.key_close && t.trust_open && t.trust_close && t.inspect && t.verify &&
                 t.decrypt && t.content_seal && t.recipient_seal && t.content_close;
        },
        [&](const chancery_crypto* t) {
          crypto.push_back(std::make_unique<CryptoBackend>(id, t));
          return Result<void>();
        },
        static_cast<const chancery_crypto*>(nullptr));
  if (done)
    done = take(
        CHANCERY_ROLE_PREDICATE, [](const chancery_predicate& t) { return t.evaluate != nullptr; },
        [&](const chancery_predicate* t) { return take_predicates(descriptor, t); },
        static_cast<const chancery_predicate*>(nullptr));
  if (done)
    done = take(
        CHANCERY_ROLE_TRANSPORT,
        [](const chancery_transport& t) { return t.open && t.send && t.close; },
        [&](const chancery_transport* t) {
          transports.emplace_back(id, t);
          return Result<void>();
        },
        static_cast<const chancery_transport*>(nullptr));
  if (done)
    done = take(
        CHANCERY_ROLE_DECORATOR, [](const chancery_decorator& t) { return t.decorate != nullptr; },
        [&](const chancery_decorator* t) {
          decorators.emplace_back(id, t);
          return Result<void>();
        },
        static_cast<const chancery_decorator*>(nullptr));
  return done;
}

namespace {

std::optional<fs::path> file_of(const std::string& id, const std::vector<fs::path>& folders) {
  std::error_code ignored;
  for (const auto& folder : folders)
    if (auto file = folder / (id + ".so"); fs::exists(file, ignored)) return file;
  return std::nullopt;
}

Result<Descriptor> descriptor_of(const std::string& id, const std::vector<fs::path>& folders) {
  const auto file = file_of(id, folders);
  if (!file) {
    std::string looked;
    for (const auto& folder : folders) looked += " " + folder.string();
    return Err(
        Code::misconfigured,
        "the plugin " + printable(id) + " is not there: no " + printable(id) + ".so in" + looked,
        "install it, or remove it from plugins.enable");
  }
  auto descriptor = read_descriptor(*file);
  if (descriptor && descriptor->id != id)
    return Err(Code::misconfigured,
               "the plugin " + file->string() + " is refused: its id is " + descriptor->id +
                   ", its file is named " + id,
               "rename the file to " + descriptor->id + ".so");
  return descriptor;
}

}  // namespace

Result<Plugins> Plugins::load(const Settings& settings, Surroundings surroundings) {
  auto state = std::make_unique<State>(std::move(surroundings), settings.domain);
  // Read from a file, the settings name the shipped folder last; built by hand they may name none.
  auto folders = settings.plugin_folders;
  if (folders.empty()) folders.push_back(settings.places.shipped_plugins);
  for (const auto& id : settings.plugins) {
    const auto descriptor = descriptor_of(id, folders);
    const auto loaded =
        descriptor ? state->load(*descriptor, settings) : Result<void>(descriptor.error());
    if (!loaded)
      state->refusals.push_back({id, file_of(id, folders).value_or(fs::path()), loaded.error()});
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

std::vector<Found> find_plugins(const std::vector<fs::path>& folders) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& folder : folders)
    for (const auto& entry : fs::directory_iterator(folder, ignored))
      if (entry.path().extension() == ".so") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<Found> found;
  for (const auto& file : files) found.push_back({file, read_descriptor(file)});
  return found;
}

}  // namespace chancery
