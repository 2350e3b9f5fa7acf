#include "host/settings_check.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>

namespace chancery {

namespace {

using Declaration = chancery_setting_declaration;

const Declaration* find(const Descriptor& descriptor, const std::string& key) {
  for (const auto& declaration : descriptor.settings)
    if (key == declaration.key) return &declaration;
  return nullptr;
}

std::string unknown_key(const Descriptor& descriptor, const RawSetting& given) {
  std::vector<std::string> known;
  for (const auto& declaration : descriptor.settings) known.emplace_back(declaration.key);
  const auto meant = nearest(given.key, known);
  return given.where + ": the plugin " + descriptor.id + " knows no key " + printable(given.key) +
         (meant ? "; did you mean " + *meant + "?" : "");
}

std::string_view wanted(std::int32_t type) {
  switch (type) {
    case CHANCERY_NUMBER: return "a number";
    case CHANCERY_FLAG: return "true or false";
    default: return "a text";
  }
}

// What is wrong with a value; empty: nothing.
std::string problem(const Declaration& declaration, const RawSetting& given) {
  const bool is_number = std::holds_alternative<std::int64_t>(given.value);
  const bool is_flag = std::holds_alternative<bool>(given.value);
  const bool right = declaration.type == CHANCERY_NUMBER ? is_number
                     : declaration.type == CHANCERY_FLAG ? is_flag
                                                         : !is_number && !is_flag;
  const auto about = given.where + ": " + given.key;
  if (!right) return about + " must be " + std::string(wanted(declaration.type));
  if (!is_number) return {};
  const auto value = std::get<std::int64_t>(given.value);
  if (value >= declaration.least && value <= declaration.most) return {};
  return about + " must be from " + std::to_string(declaration.least) + " to " +
         std::to_string(declaration.most);
}

const RawSetting* given_for(const Declaration& declaration, const std::vector<RawSetting>& given) {
  for (const auto& setting : given)
    if (setting.key == declaration.key) return &setting;
  return nullptr;
}

std::int64_t number_of(const Declaration& declaration) {
  const std::string_view text = declaration.default_text;
  if (declaration.type == CHANCERY_FLAG) return text == "true" ? 1 : 0;
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

void PluginSettings::add(const Declaration& declaration, std::string text, std::int64_t number) {
  texts_.push_back(std::make_unique<std::string>(declaration.key));
  const std::string& key = *texts_.back();
  texts_.push_back(std::make_unique<std::string>(std::move(text)));
  items_.push_back(
      {{key.data(), key.size()}, {texts_.back()->data(), texts_.back()->size()}, number});
}

Result<PluginSettings> PluginSettings::check(const Descriptor& descriptor,
                                             const std::vector<RawSetting>& given,
                                             const std::string& section, const fs::path& base) {
  std::string problems;
  const auto complain = [&](const std::string& text) {
    if (!text.empty()) problems += (problems.empty() ? "" : "\n") + text;
  };
  for (const auto& setting : given) {
    const auto* declaration = find(descriptor, setting.key);
    complain(declaration ? problem(*declaration, setting) : unknown_key(descriptor, setting));
  }
  PluginSettings settings;
  for (const auto& declaration : descriptor.settings) {
    const auto* setting = given_for(declaration, given);
    if (!setting && declaration.required)
      complain((section.empty() ? "[plugin." + descriptor.id + "]" : section) + ": the plugin " +
               descriptor.id + " needs the key " + declaration.key + ": " + declaration.sentence);
    std::string text = setting && std::holds_alternative<std::string>(setting->value)
                           ? std::get<std::string>(setting->value)
                           : declaration.default_text;
    if (declaration.type == CHANCERY_PATH && !text.empty()) text = (base / text).lexically_normal();
    std::int64_t number = number_of(declaration);
    if (setting && std::holds_alternative<std::int64_t>(setting->value))
      number = std::get<std::int64_t>(setting->value);
    if (setting && std::holds_alternative<bool>(setting->value))
      number = std::get<bool>(setting->value) ? 1 : 0;
    settings.add(declaration, std::move(text), number);
  }
  if (!problems.empty()) return Err(Code::misconfigured, problems);
  return settings;
}

chancery_settings PluginSettings::view() const {
  return {sizeof(chancery_settings), sizeof(chancery_setting), items_.data(), items_.size()};
}

}  // namespace chancery
