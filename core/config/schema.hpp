// The keys of our TOML files as data: type, default, range, one sentence. The reader, `check`, the
// file that `init` writes and the reference in config/ all come from these tables.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace chancery {

enum class KeyType {
  text,
  number,
  flag,
  path,
  texts,
  paths,
  domain,     // becomes a lower-case A-label
  address,    // becomes canonical
  addresses,  // the same
  any,        // a text, number or flag, for somebody else to check
};

struct Key {
  std::string_view name;  // dotted: "limits.message_bytes"; "*" is any one word
  KeyType type = KeyType::text;
  std::string_view fallback = {};  // as it would stand in the file; empty: unset
  bool required = false;
  std::int64_t least = 0, most = 0;  // of numbers
  std::string_view sentence = {};
  std::string_view words = {};    // of texts: the ones allowed, separated by a space; empty: any
  std::string_view example = {};  // as it would stand in the file, where there is no fallback
};

std::span<const Key> site_keys();  // chancery.toml
std::span<const Key> list_keys();  // list.toml

// What a key takes, for people: "a number from 1 to 1000".
std::string describe(const Key& key);

// config/reference.md: every key of both files.
std::string settings_reference();

}  // namespace chancery
