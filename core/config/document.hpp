// A TOML file as plain values with their places: everything that the parser knows and the rest of
// this room needs, so that toml++ stays in document.cpp. Knows no key.
#pragma once

#include <chancery/result.hpp>

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chancery {

// Counted from 1; the column in characters.
struct Position {
  std::uint32_t line = 1, column = 1;
  auto operator<=>(const Position&) const = default;
};

// What is wrong, and where. Several are told at once.
struct Problem {
  Position position;
  std::string what;
};

struct TomlValue {
  struct Other {
    std::string_view kind;  // "a date": nothing that a key of ours takes
  };
  std::variant<Other, std::string, std::int64_t, bool, std::vector<TomlValue>> held;
  Position position;
};
std::string_view kind_of(const TomlValue& value);  // "a text"

// One key or table. Tables come before what they hold.
struct TomlEntry {
  std::vector<std::string> path;
  Position position;  // of the key
  bool is_table = false;
  TomlValue value;  // when it is none
};
std::string dotted(const std::vector<std::string>& path);  // printable, quoted where TOML wants it

// In the order of the file.
struct TomlDocument {
  std::vector<TomlEntry> entries;
};
// A syntax error is the one problem that comes alone: what stands after it cannot be read.
std::variant<TomlDocument, Problem> parse_toml(std::string_view text);

// A text as it stands in a file: in quotes, escaped.
std::string toml_text(std::string_view text);

}  // namespace chancery
