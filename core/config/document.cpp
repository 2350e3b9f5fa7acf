// The only user of toml++. What it throws is caught here.
#include "config/document.hpp"

#include "base/text.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <exception>
#include <optional>

namespace chancery {
namespace {

Position place(const toml::source_region& region) {
  return {region.begin.line, region.begin.column};
}

TomlValue value_of(const toml::node& node) {
  TomlValue value{TomlValue::Other{"something else"}, place(node.source())};
  switch (node.type()) {
    case toml::node_type::string: value.held = node.ref<std::string>(); break;
    case toml::node_type::integer: value.held = node.ref<std::int64_t>(); break;
    case toml::node_type::boolean: value.held = node.ref<bool>(); break;
    case toml::node_type::array: {
      std::vector<TomlValue> items;
      for (const toml::node& item : *node.as_array()) items.push_back(value_of(item));
      value.held = std::move(items);
      break;
    }
    case toml::node_type::table: value.held = TomlValue::Other{"a table"}; break;
    case toml::node_type::floating_point:
      value.held = TomlValue::Other{"a number with a fraction"};
      break;
    case toml::node_type::date: value.held = TomlValue::Other{"a date"}; break;
    case toml::node_type::time: value.held = TomlValue::Other{"a time"}; break;
    case toml::node_type::date_time: value.held = TomlValue::Other{"a date and time"}; break;
    case toml::node_type::none: break;
  }
  return value;
}

// Far below every key of ours: what lies deeper is in an unknown table, which is told once.
constexpr std::size_t deepest = 8;

void flatten(const toml::table& table, std::vector<std::string>& path,
             std::vector<TomlEntry>& entries) {
  for (const auto& [key, node] : table) {
    path.emplace_back(key.str());
    TomlEntry entry{path, place(key.source()), node.is_table(), value_of(node)};
    entries.push_back(std::move(entry));
    if (const toml::table* inner = node.as_table(); inner && path.size() < deepest)
      flatten(*inner, path, entries);
    path.pop_back();
  }
}

// A key may have as many dots as its line has room for, and toml++ goes down one call for each: a
// file of one line of dots would end the process.
std::optional<Problem> overlong_line(std::string_view text) {
  constexpr std::size_t longest = 4'000;
  Position position;
  for (const std::string_view line : split(text, '\n')) {
    if (line.size() > longest)
      return Problem{position, "the line is longer than " + std::to_string(longest) + " bytes"};
    ++position.line;
  }
  return std::nullopt;
}

bool is_bare(const std::string& word) {
  return !word.empty() && word.find_first_not_of(
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
                              "wxyz0123456789_-") == std::string::npos;
}

}  // namespace

std::string_view kind_of(const TomlValue& value) {
  struct Kind {
    std::string_view operator()(const TomlValue::Other& other) const { return other.kind; }
    std::string_view operator()(const std::string&) const { return "a text"; }
    std::string_view operator()(std::int64_t) const { return "a number"; }
    std::string_view operator()(bool) const { return "true or false"; }
    std::string_view operator()(const std::vector<TomlValue>&) const { return "a list"; }
  };
  return std::visit(Kind{}, value.held);
}

std::string dotted(const std::vector<std::string>& path) {
  std::string text;
  for (const std::string& word : path) {
    if (!text.empty()) text += '.';
    text += is_bare(word) ? word : toml_text(word);
  }
  return printable(text);
}

std::variant<TomlDocument, Problem> parse_toml(std::string_view text) {
  if (auto problem = overlong_line(text)) return std::move(*problem);
  try {
    const toml::table table = toml::parse(text);
    TomlDocument document;
    std::vector<std::string> path;
    flatten(table, path, document.entries);
    // toml++ keeps keys in alphabetical order; stable, so a table stays before what it holds.
    std::stable_sort(
        document.entries.begin(), document.entries.end(),
        [](const TomlEntry& a, const TomlEntry& b) { return a.position < b.position; });
    return document;
  } catch (const toml::parse_error& error) {
    return Problem{place(error.source()), printable(error.description(), 300)};
  } catch (const std::exception& error) {
    return Problem{{}, std::string("it cannot be read: ") + printable(error.what())};
  }
}

std::string toml_text(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      quoted += "\\u00";
      quoted += hex[byte >> 4];
      quoted += hex[byte & 15];
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

}  // namespace chancery
