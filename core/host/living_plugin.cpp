#include "host/living_plugin.hpp"

#include "host/answer.hpp"
#include "host/loader.hpp"

namespace chancery {

namespace {

Result<const chancery_plugin*> create(const std::string& id, const chancery_entry& entry,
                                      const chancery_host* host) {
  std::string said;
  const StringSink error(said);
  const chancery_plugin* plugin = nullptr;
  if (!contained([&] { plugin = entry.create(host, error.get()); }))
    return broken_contract(id, "being created, it threw an exception");
  if (!plugin)
    return Err(Code::misconfigured, id + ": it cannot be created: " +
                                        (said.empty() ? "no reason given" : printable(said, 1000)));
  if (!CHANCERY_HAS(plugin, chancery_plugin, destroy) || !plugin->configure || !plugin->start ||
      !plugin->role || !plugin->stop || !plugin->destroy)
    return broken_contract(id, "its table of functions is not complete");
  return plugin;
}

}  // namespace

Result<std::unique_ptr<LivingPlugin>> LivingPlugin::start(const Descriptor& descriptor,
                                                          const PluginSettings& settings,
                                                          std::unique_ptr<Services> services) {
  const auto entry = load_entry(descriptor);
  if (!entry) return entry.error();
  const auto& id = descriptor.id;
  const auto made = create(id, **entry, services->host());
  if (!made) return made.error();
  const auto* plugin = *made;
  auto living = std::make_unique<LivingPlugin>(std::move(services), plugin);
  const auto view = settings.view();
  auto done = ask(id, "taking its settings", [&](const chancery_sink* error) {
    return plugin->configure(plugin->self, &view, error);
  });
  if (!done) return done.error();
  done = ask(id, "starting",
             [&](const chancery_sink* error) { return plugin->start(plugin->self, error); });
  if (!done) return done.error();
  living->started_ = true;
  return living;
}

// Whatever they throw, it is too late for an answer; the other plugins still have to be stopped.
LivingPlugin::~LivingPlugin() {
  if (started_) static_cast<void>(contained([&] { plugin_->stop(plugin_->self); }));
  static_cast<void>(contained([&] { plugin_->destroy(plugin_->self); }));
}

const void* LivingPlugin::role(const char* id) const {
  const void* table = nullptr;
  return contained([&] { table = plugin_->role(plugin_->self, id); }) ? table : nullptr;
}

}  // namespace chancery
