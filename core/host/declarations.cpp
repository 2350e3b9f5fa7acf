#include "host/declarations.hpp"

#include "base/text.hpp"

#include <charconv>
#include <set>

namespace chancery {

namespace {

std::optional<std::int64_t> decimal(const std::string& text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

std::string quoted(const std::string& text) { return "'" + printable(text) + "'"; }

std::optional<Flaw> flaw_of_default(const chancery_setting_declaration& setting,
                                    const std::string& key, const std::string& text) {
  if (setting.required == 1) return std::nullopt;
  const auto field = "the default of the setting " + key;
  if (setting.type == CHANCERY_FLAG && text != "true" && text != "false")
    return Flaw{field, quoted(text), "'true' or 'false'"};
  if (setting.type != CHANCERY_NUMBER) return std::nullopt;
  const auto number = decimal(text);
  if (!number || *number < setting.least || *number > setting.most)
    return Flaw{
        field, quoted(text),
        "a number from " + std::to_string(setting.least) + " to " + std::to_string(setting.most)};
  return std::nullopt;
}

std::optional<Flaw> flaw_of(const chancery_setting_declaration& setting) {
  const auto key = fixed_text(setting.key);
  if (auto flaw = flaw_of_name("the key of a setting", key)) return flaw;
  const auto text = fixed_text(setting.default_text), sentence = fixed_text(setting.sentence);
  if (!text) return endless("the default of the setting " + *key);
  if (!sentence) return endless("the sentence of the setting " + *key);
  if (setting.type < CHANCERY_TEXT || setting.type > CHANCERY_PATH)
    return Flaw{"the type of the setting " + *key, std::to_string(setting.type), "from 0 to 3"};
  if (setting.required != 0 && setting.required != 1)
    return Flaw{"'required' of the setting " + *key, std::to_string(setting.required), "0 or 1"};
  return flaw_of_default(setting, *key, *text);
}

}  // namespace

bool is_plain_name(std::string_view name) {
  return !name.empty() &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

std::optional<Flaw> flaw_of_name(const std::string& field, const std::optional<std::string>& name) {
  if (!name) return endless(field);
  if (!is_plain_name(*name)) return Flaw{field, quoted(*name), "of the characters a-z 0-9 _"};
  return std::nullopt;
}

std::optional<Flaw> flaw_of(const std::vector<chancery_setting_declaration>& settings) {
  std::set<std::string> seen;
  for (const auto& setting : settings) {
    if (auto flaw = flaw_of(setting)) return flaw;
    if (!seen.insert(setting.key).second)
      return Flaw{"the setting " + std::string(setting.key), "declared twice", "declared once"};
  }
  return std::nullopt;
}

std::optional<Flaw> flaw_of(const std::vector<chancery_predicate_declaration>& predicates) {
  std::set<std::string> seen;
  for (const auto& predicate : predicates) {
    const auto name = fixed_text(predicate.name);
    if (auto flaw = flaw_of_name("the name of a predicate", name)) return flaw;
    if (predicate.least < 0 || predicate.most < predicate.least)
      return Flaw{
          "the number of arguments of the predicate " + *name,
          "from " + std::to_string(predicate.least) + " to " + std::to_string(predicate.most),
          "from 0 or more to at least as many"};
    if (!seen.insert(*name).second)
      return Flaw{"the predicate " + *name, "declared twice", "declared once"};
  }
  return std::nullopt;
}

}  // namespace chancery
