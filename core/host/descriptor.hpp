// What a plugin file says of itself, read from the file without running any of its code.
#pragma once

#include "base/files.hpp"

#include <chancery/entry.h>
#include <chancery/result.hpp>

#include <string>
#include <vector>

namespace chancery {

struct Descriptor {
  fs::path file;
  std::string id, version, summary;
  int abi_major = 0, abi_minor = 0;
  std::vector<std::string> roles, services;
  std::vector<chancery_setting_declaration> settings;
  std::vector<chancery_predicate_declaration> predicates;
  std::vector<std::string> unknown_roles;  // of `roles`: listed and ignored
  std::string bytes;                       // as read; the loaded one must be equal
};

// Reads and checks it. Refusals are `misconfigured` or `unusable` and name the field, its value,
// ours, and the mend: no ELF object, no section, wrong magic, another major, a minor above ours,
// tables outside the section, texts without an end, no role that this host knows.
Result<Descriptor> read_descriptor(const fs::path& file);

}  // namespace chancery
