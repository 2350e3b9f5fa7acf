// The keys of our TOML files as data: type, default, range, one sentence. The reader, `check`, the
// file that `init` writes and the reference in config/ all come from these tables.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace chancery {

enum class KeyType { text, number, flag, path, texts, paths };

struct Key {
  std::string_view name;  // dotted: "limits.message_bytes"
  KeyType type = KeyType::text;
  std::string_view fallback;  // as it would stand in the file; empty: unset
  bool required = false;
  std::int64_t least = 0, most = 0;  // of numbers
  std::string_view sentence;
};

std::span<const Key> site_keys();
std::span<const Key> list_keys();

}  // namespace chancery
