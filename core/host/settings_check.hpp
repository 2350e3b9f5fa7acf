// The values of `[plugin.<id>]` against what the plugin declares.
#pragma once

#include "config/settings.hpp"
#include "host/descriptor.hpp"

#include <memory>

namespace chancery {

// Values for a plugin, all declared keys present. The texts of `items` point into `texts`.
class PluginSettings {
 public:
  // Every problem at once in `what`, one a line, each with its place. Relative paths start at
  // `base`.
  static Result<PluginSettings> check(const Descriptor& descriptor,
                                      const std::vector<RawSetting>& given,
                                      const std::string& section, const fs::path& base);
  chancery_settings view() const;

 private:
  void add(const chancery_setting_declaration& declaration, const RawSetting& setting,
           const fs::path& base);
  std::vector<std::unique_ptr<std::string>> texts_;
  std::vector<chancery_setting> items_;
};

}  // namespace chancery
