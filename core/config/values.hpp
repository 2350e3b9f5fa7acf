// A TOML document held against a table of keys: what is unknown, missing, of the wrong type or out
// of range becomes a problem with its place, and what is not in the file gets its fallback.
//
// All problems are told at once. As long as there is one, nothing that is read here is used.
#pragma once

#include "config/document.hpp"
#include "config/schema.hpp"

#include <chancery/result.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

class Values {
 public:
  Values(TomlDocument document, std::span<const Key> keys);

  // By the full name of a key. Unset, or of the wrong type: empty.
  std::optional<std::string> text(std::string_view name) const;
  std::int64_t number(std::string_view name) const;
  std::optional<std::vector<std::string>> texts(std::string_view name) const;
  // What the file has that fits a name with "*", tables or values, in its order.
  std::vector<const TomlEntry*> matching(std::string_view pattern) const;

  // The same as texts, by the last word of their names: a table whose keys the file chooses.
  std::map<std::string, std::string> free_texts(std::string_view pattern) const;

  // Adds a problem: at the value of a key, if the file has it, or anywhere.
  void wrong(std::string_view name, std::string what);
  void wrong(Position position, std::string what);

  bool sound() const { return problems_.empty(); }
  // "FILE:LINE:COLUMN: what", one a line, in the order of the file.
  Error error(const std::string& file) const;

 private:
  bool is_known_table(const std::vector<std::string>& path) const;
  bool is_within_unknown(const TomlEntry& entry) const;
  const Key* key_of(const std::vector<std::string>& path) const;
  void check_table(const TomlEntry& entry);
  void check_value(const TomlEntry& entry);
  void add_fallbacks();
  std::string suggestion(const std::vector<std::string>& path) const;
  const TomlValue* find(std::string_view name) const;

  std::span<const Key> keys_;
  TomlDocument document_, fallbacks_;
  std::vector<Problem> problems_;
};

std::string place(const std::string& file, Position position);  // "FILE:LINE:COLUMN"
// A syntax error is misconfigured; every other problem waits in the Values.
Result<Values> values_of(std::string_view text, const std::string& file, std::span<const Key> keys);

}  // namespace chancery
