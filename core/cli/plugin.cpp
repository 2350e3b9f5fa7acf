// plugin ls|info: what plugin files say of themselves, read from the files without running any.
#include "cli/command.hpp"
#include "cli/print.hpp"

#include "host/ownership.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace chancery::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string_view type_name(std::int32_t type) {
  switch (type) {
    case CHANCERY_TEXT: return "text";
    case CHANCERY_NUMBER: return "number";
    case CHANCERY_FLAG: return "flag";
    case CHANCERY_PATH: return "path";
    default: return "unknown";
  }
}

Json descriptor_json(const Descriptor& descriptor) {
  Json object = {
      {"id", descriptor.id},
      {"version", descriptor.version},
      {"summary", descriptor.summary},
      {"file", descriptor.file.string()},
      {"abi", std::to_string(descriptor.abi_major) + "." + std::to_string(descriptor.abi_minor)},
      {"roles", descriptor.roles},
      {"unknown_roles", descriptor.unknown_roles},
      {"services", descriptor.services}};
  object["settings"] = Json::array();
  for (const auto& setting : descriptor.settings)
    object["settings"].push_back({{"key", setting.key},
                                  {"type", type_name(setting.type)},
                                  {"required", setting.required != 0},
                                  {"default", setting.default_text},
                                  {"sentence", setting.sentence}});
  object["predicates"] = Json::array();
  for (const auto& predicate : descriptor.predicates)
    object["predicates"].push_back(
        {{"name", predicate.name}, {"least", predicate.least}, {"most", predicate.most}});
  return object;
}

// The folders and the enabled plugins of the site, or of a site with nothing but what is shipped.
struct Shelf {
  std::vector<fs::path> folders;
  std::vector<std::string> enabled;
};

Shelf shelf_of(const Session& session) {
  const auto places = session.places();
  Shelf shelf;
  const auto there = is_there(places.file);
  if (!there) complain(there.error());
  if (there && *there) {
    if (const auto settings = session.settings())
      shelf = {settings->plugin_folders, settings->plugins};
    else
      complain(settings.error());
  }
  if (shelf.folders.empty()) shelf.folders.push_back(places.shipped_plugins);
  return shelf;
}

Result<int> ls(const Session& session) {
  const auto shelf = shelf_of(session);
  Json array = Json::array();
  std::vector<std::vector<std::string>> rows = {
      {"plugin", "version", "enabled", "roles", "summary"}};
  for (const auto& found : find_plugins(shelf.folders)) {
    if (!found.descriptor) {
      const auto& refused = found.descriptor.error();
      array.push_back(
          {{"file", found.file.string()}, {"refused", refused.what}, {"mend", refused.hint}});
      rows.push_back({found.file.filename().string(), "", "refused", "",
                      refused.what + (refused.hint.empty() ? "" : "; mend: " + refused.hint)});
      continue;
    }
    const auto& d = *found.descriptor;
    const bool enabled =
        std::find(shelf.enabled.begin(), shelf.enabled.end(), d.id) != shelf.enabled.end();
    auto object = descriptor_json(d);
    object["enabled"] = enabled;
    array.push_back(std::move(object));
    rows.push_back({d.id, d.version, enabled ? "yes" : "no", joined(d.roles), d.summary});
  }
  if (session.json)
    print_json(array);
  else
    print_table(rows);
  return exit_ok;
}

Result<int> info(const Session& session, const std::string& file) {
  const auto descriptor = read_descriptor(absolute_path(file));
  if (!descriptor) return Err(Code::unusable, descriptor.error().what, descriptor.error().hint);
  // Reading it is safe whoever may write it; loading it would not be.
  if (const auto safe = check_ownership(descriptor->file); !safe) complain(safe.error());
  const auto object = descriptor_json(*descriptor);
  if (session.json) {
    print_json(object);
    return exit_ok;
  }
  print_table({{"id", descriptor->id},
               {"version", descriptor->version},
               {"summary", descriptor->summary},
               {"abi", object["abi"].get<std::string>()},
               {"roles", joined(descriptor->roles)},
               {"unknown roles", joined(descriptor->unknown_roles)},
               {"services", joined(descriptor->services)}});
  for (const auto& setting : descriptor->settings)
    print(std::string("setting ") + setting.key + " (" + std::string(type_name(setting.type)) +
          (setting.required ? ", required"
                            : ", default '" + std::string(setting.default_text) + "'") +
          "): " + setting.sentence + "\n");
  for (const auto& predicate : descriptor->predicates)
    print(std::string("predicate ") + predicate.name + ", " + std::to_string(predicate.least) +
          " to " + std::to_string(predicate.most) + " arguments\n");
  return exit_ok;
}

}  // namespace

void declare_plugin(CLI::App& app, Chosen& chosen) {
  auto* group = app.add_subcommand("plugin", "Plugins");
  group->require_subcommand(1);
  group->fallthrough();
  group->add_subcommand("ls", "Every plugin file that is found")->callback([&chosen] {
    chosen.run = ls;
  });
  auto file = std::make_shared<std::string>();
  auto* command =
      group->add_subcommand("info", "What a plugin file says of itself; nothing of it is run");
  command->add_option("file", *file, "the shared object")->required();
  command->callback([&chosen, file] {
    chosen.run = [file](const Session& session) { return info(session, *file); };
  });
}

}  // namespace chancery::cli
