// Scenarios that were read once, until one of their files changes: their own, an include, or one
// that now lies where none was. For one thread; of sites that decide many messages.
#pragma once

#include "scenario/library.hpp"

#include <map>
#include <memory>

namespace chancery::scenario {

class Cache {
 public:
  // As Library::load. The libraries of one cache know the same predicates. What is wrong is not
  // kept: it is read again until it is mended.
  Result<std::shared_ptr<const Scenario>> load(const Library& library, const std::string& function,
                                               const std::string& name);

 private:
  struct Entry {
    std::shared_ptr<const Scenario> scenario;
    std::vector<Stamp> stamps;
    bool is_current() const;
  };
  std::map<std::string, Entry> entries_;  // by name and folders
};

}  // namespace chancery::scenario
