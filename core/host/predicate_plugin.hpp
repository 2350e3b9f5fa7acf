// A plugin that answers predicates of scenarios: yes, no or an error.
#pragma once

#include "base/clock.hpp"

#include <chancery/role/predicate.h>
#include <chancery/result.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

class PredicatePlugin {
 public:
  PredicatePlugin(std::string plugin, const chancery_predicate* table)
      : plugin_(std::move(plugin)), table_(table) {}
  const std::string& plugin() const { return plugin_; }
  struct About {
    std::string_view list, domain;
    Time at;
  };
  Result<bool> evaluate(std::string_view name, std::span<const std::vector<std::string>> arguments,
                        const About& about) const;

 private:
  std::string plugin_;
  const chancery_predicate* table_;
};

}  // namespace chancery
