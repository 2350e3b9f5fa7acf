// One plugin of this process and its life: create, configure, start, calls, stop, destroy. It is
// stopped and destroyed when this goes, before the services that it may ask.
#pragma once

#include "host/services.hpp"
#include "host/settings_check.hpp"

namespace chancery {

class LivingPlugin {
 public:
  // Loads the file and brings the plugin to life. The settings have been checked.
  static Result<std::unique_ptr<LivingPlugin>> start(const Descriptor& descriptor,
                                                     const PluginSettings& settings,
                                                     std::unique_ptr<Services> services);
  // Takes over what `create` made.
  LivingPlugin(std::unique_ptr<Services> services, const chancery_plugin* created)
      : services_(std::move(services)), plugin_(created) {}
  LivingPlugin(const LivingPlugin&) = delete;
  ~LivingPlugin();

  // NULL: it does not know the role, or what it did instead of answering is its own fault.
  const void* role(const char* id) const;

 private:
  std::unique_ptr<Services> services_;
  const chancery_plugin* plugin_;
  bool started_ = false;
};

}  // namespace chancery
