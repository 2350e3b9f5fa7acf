// Reading a document by the table of keys, in the order: what is there, then what is missing.
#include "config/values.hpp"

#include "base/text.hpp"
#include "config/check_value.hpp"

#include <algorithm>

namespace chancery {
namespace {

// Whether the words of a path are the first words of a key's name. A whole name: `all`.
bool fits(const std::vector<std::string>& path, std::string_view name, bool all) {
  const auto words = split(name, '.');
  if (all ? path.size() != words.size() : path.size() >= words.size()) return false;
  for (std::size_t i = 0; i < path.size(); ++i)
    if (words[i] != "*" && words[i] != path[i]) return false;
  return true;
}

}  // namespace

Values::Values(TomlDocument document, std::span<const Key> keys)
    : keys_(keys), document_(std::move(document)) {
  for (const TomlEntry& entry : document_.entries) {
    if (is_within_unknown(entry)) continue;
    entry.is_table ? check_table(entry) : check_value(entry);
  }
  add_fallbacks();
}

bool Values::is_known_table(const std::vector<std::string>& path) const {
  return std::any_of(keys_.begin(), keys_.end(),
                     [&](const Key& key) { return fits(path, key.name, false); });
}

// One problem a table is enough: what it holds is not looked at.
bool Values::is_within_unknown(const TomlEntry& entry) const {
  std::vector<std::string> above = entry.path;
  above.pop_back();
  return !above.empty() && !is_known_table(above);
}

// An exact name comes before one with "*", which stands after it in the table.
const Key* Values::key_of(const std::vector<std::string>& path) const {
  const auto key = std::find_if(keys_.begin(), keys_.end(),
                                [&](const Key& one) { return fits(path, one.name, true); });
  return key == keys_.end() ? nullptr : &*key;
}

void Values::check_table(const TomlEntry& entry) {
  if (is_known_table(entry.path)) return;
  const std::string name = dotted(entry.path);
  if (const Key* key = key_of(entry.path))
    wrong(entry.position, name + " must be " + describe(*key) + ", not a table");
  else
    wrong(entry.position, "unknown table " + name + suggestion(entry.path));
}

void Values::check_value(const TomlEntry& entry) {
  const std::string name = dotted(entry.path);
  if (const Key* key = key_of(entry.path)) {
    for (Problem& problem : problems_with(*key, name, entry.value))
      problems_.push_back(std::move(problem));
  } else if (is_known_table(entry.path)) {
    wrong(entry.value.position,
          name + " is a table: write [" + name + "] on a line of its own and its keys below");
  } else {
    wrong(entry.position, "unknown key " + name + suggestion(entry.path));
  }
}

void Values::add_fallbacks() {
  std::string text;
  for (const Key& key : keys_) {
    const auto given = [&](const TomlEntry& entry) { return fits(entry.path, key.name, true); };
    if (std::any_of(document_.entries.begin(), document_.entries.end(), given)) continue;
    if (key.required)
      wrong(Position{}, std::string(key.name) + " is missing. " + std::string(key.sentence));
    if (!key.fallback.empty())
      text += std::string(key.name) + " = " + std::string(key.fallback) + "\n";
  }
  auto parsed = parse_toml(text);
  if (auto* fallbacks = std::get_if<TomlDocument>(&parsed)) fallbacks_ = std::move(*fallbacks);
}

// The nearest name; else the key of this very name in another table.
std::string Values::suggestion(const std::vector<std::string>& path) const {
  std::vector<std::string> names;
  std::string elsewhere;
  for (const Key& key : keys_) {
    auto words = split(key.name, '.');
    if (words.back() == path.back()) elsewhere = key.name;
    for (; !words.empty(); words.pop_back()) {
      std::string name;
      for (const auto word : words) name += (name.empty() ? "" : ".") + std::string(word);
      if (words.back() != "*") names.push_back(name);
    }
  }
  std::string near = did_you_mean(dotted(path), names);
  if (near.empty() && !elsewhere.empty()) return "; did you mean " + elsewhere + "?";
  return near;
}

const TomlValue* Values::find(std::string_view name) const {
  for (const TomlDocument* document : {&document_, &fallbacks_})
    for (const TomlEntry& entry : document->entries)
      if (!entry.is_table && fits(entry.path, name, true)) return &entry.value;
  return nullptr;
}

std::optional<std::string> Values::text(std::string_view name) const {
  const TomlValue* value = find(name);
  const auto* text = value ? std::get_if<std::string>(&value->held) : nullptr;
  return text ? std::optional(*text) : std::nullopt;
}

std::int64_t Values::number(std::string_view name) const {
  const TomlValue* value = find(name);
  const auto* number = value ? std::get_if<std::int64_t>(&value->held) : nullptr;
  return number ? *number : 0;
}

std::optional<std::vector<std::string>> Values::texts(std::string_view name) const {
  const TomlValue* value = find(name);
  const auto* items = value ? std::get_if<std::vector<TomlValue>>(&value->held) : nullptr;
  if (!items) return std::nullopt;
  std::vector<std::string> texts;
  for (const TomlValue& item : *items)
    if (const auto* text = std::get_if<std::string>(&item.held)) texts.push_back(*text);
  return texts;
}

std::vector<const TomlEntry*> Values::matching(std::string_view pattern) const {
  std::vector<const TomlEntry*> found;
  for (const TomlEntry& entry : document_.entries)
    if (fits(entry.path, pattern, true)) found.push_back(&entry);
  return found;
}

std::map<std::string, std::string> Values::free_texts(std::string_view pattern) const {
  std::map<std::string, std::string> found;
  for (const TomlEntry* entry : matching(pattern)) {
    auto& text = found[entry->path.back()];
    if (const auto* held = std::get_if<std::string>(&entry->value.held)) text = *held;
    if (const auto* number = std::get_if<std::int64_t>(&entry->value.held))
      text = std::to_string(*number);
    if (const auto* flag = std::get_if<bool>(&entry->value.held)) text = *flag ? "1" : "0";
  }
  return found;
}

void Values::wrong(std::string_view name, std::string what) {
  const auto entries = matching(name);
  wrong(entries.empty() ? Position{} : entries.front()->value.position, std::move(what));
}

void Values::wrong(Position position, std::string what) {
  problems_.push_back({position, std::move(what)});
}

Error Values::error(const std::string& file) const {
  auto problems = problems_;
  std::stable_sort(problems.begin(), problems.end(),
                   [](const Problem& a, const Problem& b) { return a.position < b.position; });
  std::string what;
  for (const Problem& problem : problems)
    what += (what.empty() ? "" : "\n") + place(file, problem.position) + ": " + problem.what;
  return Err(Code::misconfigured, std::move(what));
}

std::string place(const std::string& file, Position position) {
  return file + ":" + std::to_string(position.line) + ":" + std::to_string(position.column);
}

Result<Values> values_of(std::string_view text, const std::string& file,
                         std::span<const Key> keys) {
  auto parsed = parse_toml(text);
  if (const auto* problem = std::get_if<Problem>(&parsed))
    return Err(Code::misconfigured, place(file, problem->position) + ": " + problem->what);
  return Values(std::move(std::get<TomlDocument>(parsed)), keys);
}

}  // namespace chancery
