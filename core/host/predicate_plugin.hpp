// A plugin that answers predicates of scenarios: yes, no or an error.
#pragma once

#include "scenario/value.hpp"

#include "base/clock.hpp"

#include <chancery/role/predicate.h>
#include <chancery/result.hpp>

#include <span>
#include <string>
#include <string_view>

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
  // `name`: as declared, or "name::function" of a custom condition.
  Result<bool> evaluate(std::string_view name, std::span<const scenario::Value> arguments,
                        const About& about) const;

 private:
  std::string plugin_;
  const chancery_predicate* table_;
};

}  // namespace chancery
