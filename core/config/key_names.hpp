// How the names of a list's keys and certificates are made and read; config/key_pairs.hpp says
// which there are. For key_pairs.cpp and key_store.cpp only.
#pragma once

#include "config/key_pairs.hpp"

#include <compare>
#include <map>
#include <optional>

namespace chancery::key_names {

inline constexpr std::string_view key = "private_key", certificate = "cert.pem";
inline constexpr std::string_view waiting = ".new";
// What is about to take its place; see key_store.cpp.
inline constexpr std::string_view next = ".next";

struct Ending {
  KeyUse use = KeyUse::both;
  unsigned number = 0;
  auto operator<=>(const Ending&) const = default;
};
std::string text_of(const Ending& ending);  // ".enc.2"

struct Halves {
  bool key = false, certificate = false;
};
// Which files with our names there are, by their endings.
Result<std::map<Ending, Halves>> look(const fs::path& folder);

KeyPair pair_of(const fs::path& folder, const Ending& ending);
fs::path with(fs::path file, std::string_view ending);
// Whether the key has taken its place and its certificate not yet.
Result<bool> half_done(const KeyPair& pair);

}  // namespace chancery::key_names
