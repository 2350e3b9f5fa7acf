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

std::string wanted(const Declaration& declaration) {
  switch (declaration.type) {
    case CHANCERY_NUMBER:
      return "a number from " + std::to_string(declaration.least) + " to " +
             std::to_string(declaration.most);
    case CHANCERY_FLAG: return "true or false";
    case CHANCERY_PATH: return "a path";
    default: return "a text";
  }
}

// Never the text itself: it may be a secret.
std::string given_kind(const RawSetting& given) {
  if (const auto* number = std::get_if<std::int64_t>(&given.value)) return std::to_string(*number);
  if (const auto* flag = std::get_if<bool>(&given.value)) return *flag ? "true" : "false";
  return "a text";
}

bool fits(const Declaration& declaration, const RawSetting& given) {
  if (declaration.type == CHANCERY_FLAG) return std::holds_alternative<bool>(given.value);
  if (declaration.type != CHANCERY_NUMBER) return std::holds_alternative<std::string>(given.value);
  const auto* number = std::get_if<std::int64_t>(&given.value);
  return number && *number >= declaration.least && *number <= declaration.most;
}

// What is wrong with a key of the file; empty: nothing.
std::string problem(const Descriptor& descriptor, const RawSetting& given) {
  const auto* declaration = find(descriptor, given.key);
  if (!declaration) return unknown_key(descriptor, given);
  if (fits(*declaration, given)) return {};
  return given.where + ": " + given.key + " of the plugin " + descriptor.id + " must be " +
         wanted(*declaration) + ", here it is " + given_kind(given);
}

std::string missing(const Descriptor& descriptor, const Declaration& declaration,
                    const std::string& section) {
  return (section.empty() ? "[plugin." + descriptor.id + "]" : section) + ": the plugin " +
         descriptor.id + " needs the key " + declaration.key + ": " +
         printable(declaration.sentence);
}

const RawSetting* given_for(const Declaration& declaration, const std::vector<RawSetting>& given) {
  for (const auto& setting : given)
    if (setting.key == declaration.key) return &setting;
  return nullptr;
}

RawSetting default_of(const Declaration& declaration) {
  const std::string text = declaration.default_text;
  if (declaration.type == CHANCERY_FLAG) return {declaration.key, text == "true", {}};
  if (declaration.type != CHANCERY_NUMBER) return {declaration.key, text, {}};
  std::int64_t number = 0;  // the descriptor has been checked, so it is one
  std::from_chars(text.data(), text.data() + text.size(), number);
  return {declaration.key, number, {}};
}

}  // namespace

void PluginSettings::add(const Declaration& declaration, const RawSetting& setting,
                         const fs::path& base) {
  std::string text;
  std::int64_t number = 0;
  if (const auto* given = std::get_if<std::string>(&setting.value)) text = *given;
  if (const auto* given = std::get_if<std::int64_t>(&setting.value)) number = *given;
  if (const auto* given = std::get_if<bool>(&setting.value)) number = *given ? 1 : 0;
  if (declaration.type == CHANCERY_PATH && !text.empty())
    text = (base / text).lexically_normal().string();
  const auto& key = *texts_.emplace_back(std::make_unique<std::string>(declaration.key));
  const auto& value = *texts_.emplace_back(std::make_unique<std::string>(std::move(text)));
  items_.push_back({{key.data(), key.size()}, {value.data(), value.size()}, number});
}

Result<PluginSettings> PluginSettings::check(const Descriptor& descriptor,
                                             const std::vector<RawSetting>& given,
                                             const std::string& section, const fs::path& base) {
  std::error_code failed;
  const auto absolute_base = fs::absolute(base, failed);
  std::string problems;
  const auto complain = [&](const std::string& text) {
    if (!text.empty()) problems += (problems.empty() ? "" : "\n") + text;
  };
  for (const auto& setting : given) complain(problem(descriptor, setting));
  PluginSettings settings;
  for (const auto& declaration : descriptor.settings) {
    const auto* setting = given_for(declaration, given);
    if (!setting && declaration.required) complain(missing(descriptor, declaration, section));
    settings.add(declaration, setting ? *setting : default_of(declaration), absolute_base);
  }
  if (!problems.empty())
    return Err(Code::misconfigured, problems,
               "`chancery plugin info " + printable(descriptor.file.string()) +
                   "` tells which keys it has");
  return settings;
}

chancery_settings PluginSettings::view() const {
  return {sizeof(chancery_settings), sizeof(chancery_setting), items_.data(), items_.size()};
}

}  // namespace chancery
