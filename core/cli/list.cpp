// list create|show|ls|rm: a list is a folder under lists/ with the names that a Sympa site has.
// list key|rollover lie in list_key.cpp, list password in list_password.cpp.
#include "cli/command.hpp"
#include "cli/print.hpp"

#include "base/text.hpp"
#include "config/key_pairs.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace chancery::cli {

namespace {

using Json = nlohmann::ordered_json;

struct CreateArguments {
  std::string address;
  std::vector<std::string> scenarios;  // FUNCTION=NAME
};

Result<std::map<std::string, std::string>> chosen_scenarios(const std::vector<std::string>& words) {
  std::map<std::string, std::string> scenarios = {{"send", "private_smime"}};
  for (const auto& word : words) {
    const auto equals = word.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == word.size())
      return Err(Code::usage, "--scenario " + word + " is not of the form FUNCTION=NAME",
                 "for example --scenario send=private");
    scenarios[word.substr(0, equals)] = word.substr(equals + 1);
  }
  return scenarios;
}

Result<ListSettings> new_list(const Settings& settings, std::string text) {
  if (text.find('@') == std::string::npos) text += "@" + settings.domain;
  const auto address = address_argument(text);
  if (!address) return address.error();
  const std::string name(address->local());
  if (!is_list_name(name))
    return Err(Code::unusable, printable(name) + " cannot be the name of a list",
               "names are [a-z0-9][a-z0-9._+-]*");
  return ListSettings{name, *address, settings.places.list(name), {}};
}

// A new list's scenarios must be there and right, or the first post would be the one to find out.
Result<void> check_scenarios(const Settings& settings, const ListSettings& list,
                             const scenario::Vocabulary& vocabulary) {
  const auto library = library_of(settings, list, vocabulary);
  for (const auto& [function, name] : list.scenarios) {
    const auto scenario = library.load(function, name);
    if (!scenario) return Err(Code::usage, scenario.error().what, scenario.error().hint);
  }
  return {};
}

Result<int> create(const Session& session, const CreateArguments& arguments) {
  const auto site = session.site();
  if (!site) return site.error();
  const auto& settings = (*site)->settings;
  auto list = new_list(settings, arguments.address);
  if (!list) return list.error();
  auto scenarios = chosen_scenarios(arguments.scenarios);
  if (!scenarios) return scenarios.error();
  list->scenarios = *scenarios;
  const auto there = is_there(list->folder / "list.toml");
  if (!there) return there.error();
  if (*there)
    return Err(Code::unusable, "the list " + list->name + " is there already: nothing was changed");
  auto right = check_scenarios(settings, *list, (*site)->plugins->vocabulary());
  if (!right) return right.error();
  if (auto made = make_folder(list->folder / "scenari"); !made) return made.error();
  auto written =
      write_file(list->folder / "list.toml", list_template(list->address, *scenarios), 0640);
  if (!written) return written.error();
  tell(session.json,
       Json{{"created", list->address.text()},
            {"name", list->name},
            {"folder", list->folder.string()}},
       "created " + list->address.text() + " in " + list->folder.string());
  return exit_ok;
}

Result<Json> list_json(const ListSettings& list, Store& store) {
  Json object = {{"name", list.name},
                 {"address", list.address.text()},
                 {"folder", list.folder.string()},
                 {"status", list.is_open ? "open" : "closed"}};
  object["scenarios"] = list.scenarios;
  const auto keys = find_key_pairs(list.folder);
  if (!keys) return keys.error();
  const auto footer = is_there(list.folder / "message_footer");
  if (!footer) return footer.error();
  object["key"] = !keys->pairs.empty() && keys->pairs.front().number == 0;
  object["former_keys"] = std::count_if(keys->pairs.begin(), keys->pairs.end(),
                                        [](const KeyPair& pair) { return pair.number != 0; });
  object["footer"] = *footer;
  for (const auto role : {Role::member, Role::owner, Role::editor}) {
    const auto count = store.count(list.name, role);
    if (!count) return count.error();
    object[std::string(name(role)) + "s"] = *count;
  }
  return object;
}

Result<int> show(const Session& session, const std::string& wanted) {
  const auto settings = session.settings();
  if (!settings) return settings.error();
  const auto list = find_list(*settings, wanted);
  if (!list) return list.error();
  const auto store = session.store(*settings);
  if (!store) return store.error();
  const auto object = list_json(*list, **store);
  if (!object) return object.error();
  if (session.json) {
    print_json(*object);
    return exit_ok;
  }
  for (const auto& [key, value] : object->items())
    if (!value.is_object())
      print(key + ": " + (value.is_string() ? value.get<std::string>() : value.dump()) + "\n");
  for (const auto& [function, scenario] : list->scenarios)
    print("scenario " + function + ": " + scenario + "\n");
  return exit_ok;
}

Result<int> ls(const Session& session) {
  const auto settings = session.settings();
  if (!settings) return settings.error();
  const auto names = list_names(settings->places);
  if (!names) return names.error();
  Json array = Json::array();
  for (const auto& name : *names) {
    const auto list = load_list(settings->places, name);
    if (!list) {
      complain(list.error());
      continue;
    }
    if (session.json)
      array.push_back({{"name", list->name}, {"address", list->address.text()}});
    else
      print(list->address.text() + "\n");
  }
  if (session.json) print_json(array);
  return exit_ok;
}

struct RemoveArguments {
  std::string list;
  bool yes = false;
};

// The folder goes last: in between the list has no members, which sends nothing to nobody; the
// other way round, a new list of that name would begin with the members of this one.
Result<int> rm(const Session& session, const RemoveArguments& arguments) {
  const auto settings = session.settings();
  if (!settings) return settings.error();
  const auto list = find_list(*settings, arguments.list);
  if (!list) return list.error();
  const auto store = session.store(*settings);
  if (!store) return store.error();
  const auto members = (*store)->count(list->name, Role::member);
  if (!members) return members.error();
  if (!arguments.yes)
    return Err(
        Code::usage,
        list->address.text() + " has " + std::to_string(*members) + " members: nothing was removed",
        "chancery list rm " + list->name + " --yes removes it");
  const auto removed = (*store)->remove_list(list->name);
  if (!removed) return removed.error();
  const auto grave = settings->places.state / "removed";
  if (auto made = make_folder(grave); !made) return made.error();
  const auto place = grave / (list->name + "." + std::to_string(seconds(SystemClock().now())));
  if (auto moved = move_path(list->folder, place); !moved) return moved.error();
  tell(session.json, Json{{"removed", list->address.text()}, {"folder", place.string()}},
       "removed " + list->address.text() + "; its folder, with its keys, is now " + place.string());
  return exit_ok;
}

void declare_create(CLI::App* group, Chosen& chosen) {
  auto* command = group->add_subcommand("create", "Make a list");
  auto arguments = std::make_shared<CreateArguments>();
  command->add_option("address", arguments->address, "its address")->required();
  command->add_option("--scenario", arguments->scenarios, "FUNCTION=NAME; may be given again")
      ->allow_extra_args(false);
  command->callback([&chosen, arguments] {
    chosen.run = [arguments](const Session& session) { return create(session, *arguments); };
  });
}

void declare_rm(CLI::App* group, Chosen& chosen) {
  auto* command = group->add_subcommand("rm", "Remove a list and everybody's relation to it");
  auto arguments = std::make_shared<RemoveArguments>();
  command->add_option("list", arguments->list, "name or address of the list")->required();
  command->add_flag("--yes", arguments->yes, "really");
  command->callback([&chosen, arguments] {
    chosen.run = [arguments](const Session& session) { return rm(session, *arguments); };
  });
}

}  // namespace

void declare_list(CLI::App& app, Chosen& chosen) {
  auto* group = app.add_subcommand("list", "Lists and their keys");
  group->require_subcommand(1);
  group->fallthrough();
  declare_create(group, chosen);
  declare_rm(group, chosen);
  declare_list_key(*group, chosen);
  declare_list_password(*group, chosen);
  auto wanted = std::make_shared<std::string>();
  auto* show_command = group->add_subcommand("show", "What is known of a list");
  show_command->add_option("list", *wanted, "name or address of the list")->required();
  show_command->callback([&chosen, wanted] {
    chosen.run = [wanted](const Session& session) { return show(session, *wanted); };
  });
  group->add_subcommand("ls", "The lists of this site")->callback([&chosen] { chosen.run = ls; });
}

}  // namespace chancery::cli
