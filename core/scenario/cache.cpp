#include "scenario/cache.hpp"

#include <algorithm>

namespace chancery::scenario {

bool Cache::Entry::is_current() const {
  return std::all_of(stamps.begin(), stamps.end(),
                     [](const Stamp& stamp) { return stamp.is_current(); });
}

Result<std::shared_ptr<const Scenario>> Cache::load(const Library& library,
                                                    const std::string& function,
                                                    const std::string& name) {
  auto key = function + "." + name;
  for (const auto& folder : library.folders()) key.append("\n").append(folder.native());
  const auto found = entries_.find(key);
  if (found != entries_.end() && found->second.is_current()) return found->second.scenario;
  Entry entry;
  auto scenario = library.load(function, name, entry.stamps);
  if (!scenario) {
    entries_.erase(key);
    return scenario.error();
  }
  entry.scenario = std::make_shared<const Scenario>(std::move(*scenario));
  return entries_.insert_or_assign(std::move(key), std::move(entry)).first->second.scenario;
}

}  // namespace chancery::scenario
