// list create|show|ls|key: a list is a folder under lists/ with the names that a Sympa site has.
#include "cli/command.hpp"
#include "cli/print.hpp"

#include "base/text.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

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
  if (fs::exists(list->folder / "list.toml"))
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

bool has_key(const ListSettings& list) {
  return fs::exists(list.folder / "cert.pem") && fs::exists(list.folder / "private_key");
}

Result<Json> list_json(const ListSettings& list, Store& store) {
  Json object = {
      {"name", list.name}, {"address", list.address.text()}, {"folder", list.folder.string()}};
  object["scenarios"] = list.scenarios;
  object["key"] = has_key(list);
  object["footer"] = fs::exists(list.folder / "message_footer");
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

struct KeyArguments {
  std::string list, certificate, key, pkcs12, password_file;
};

struct KeyFiles {
  Secret key;
  std::string certificate;
  Secret password;
};

Result<KeyFiles> read_key_files(const KeyArguments& arguments, const Secret& site_password) {
  KeyFiles files;
  auto key = input_file(arguments.pkcs12.empty() ? arguments.key : arguments.pkcs12);
  if (!key) return key.error();
  files.key = Secret(std::move(*key));
  if (!arguments.certificate.empty()) {
    auto certificate = input_file(arguments.certificate);
    if (!certificate) return certificate.error();
    files.certificate = std::move(*certificate);
  }
  if (arguments.password_file.empty()) {
    files.password = Secret(std::string(site_password.reveal()));
    return files;
  }
  auto password = password_file(arguments.password_file);
  if (!password) return password.error();
  files.password = std::move(*password);
  return files;
}

Result<void> store_key(const ListSettings& list, const CryptoBackend::Imported& imported) {
  auto written = write_file(list.folder / "private_key", imported.key_pem, 0600);
  if (!written) return written;
  return write_file(list.folder / "cert.pem", imported.certificate_pem, 0644);
}

void warn_of_other_address(const CryptoBackend& crypto, const std::string& certificate_pem,
                           const ListSettings& list) {
  const auto certificates = crypto.certificates(certificate_pem);
  if (!certificates) return complain(certificates.error());
  for (const auto& address : certificates->front().addresses)
    if (address == list.address) return;
  complain(Err(Code::unusable, "warning: the certificate does not carry the list's address " +
                                   list.address.text() + "; senders' programs may not find it"));
}

Result<int> key(const Session& session, const KeyArguments& arguments) {
  const auto site = session.site();
  if (!site) return site.error();
  const auto& settings = (*site)->settings;
  const auto list = find_list(settings, arguments.list);
  if (!list) return list.error();
  const auto* crypto = (*site)->crypto();
  if (!crypto) return Err(Code::misconfigured, "storing a key: no crypto backend is loaded");
  if (!settings.key_password_file)
    return Err(Code::misconfigured, "storing a key: the site has no password to store it under",
               "set key_password_file in " + settings.places.file.string());
  const auto site_password = read_password(*settings.key_password_file);
  if (!site_password) return site_password.error();
  const auto files = read_key_files(arguments, *site_password);
  if (!files) return files.error();
  const auto imported = crypto->import_key(
      {files->key.reveal(), files->certificate, files->password.reveal()}, site_password->reveal());
  if (!imported) return imported.error();
  if (auto stored = store_key(*list, *imported); !stored) return stored.error();
  warn_of_other_address(*crypto, imported->certificate_pem, *list);
  tell(session.json, Json{{"stored", list->address.text()}},
       "stored the key and the certificate of " + list->address.text());
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

void declare_key(CLI::App* group, Chosen& chosen) {
  auto* command = group->add_subcommand("key", "Store the list's private key and certificate");
  auto arguments = std::make_shared<KeyArguments>();
  command->add_option("list", arguments->list, "name or address of the list")->required();
  auto* certificate =
      command->add_option("--cert", arguments->certificate, "certificate, PEM or DER");
  auto* key_file = command->add_option("--key", arguments->key, "private key, PEM or DER");
  auto* pkcs12 = command->add_option("--pkcs12", arguments->pkcs12, "both in one file");
  command->add_option("--password-file", arguments->password_file,
                      "password of the key as it comes; otherwise the site's is tried");
  key_file->needs(certificate)->excludes(pkcs12);
  certificate->needs(key_file);
  command->callback([&chosen, arguments] {
    if (arguments->key.empty() && arguments->pkcs12.empty())
      throw CLI::RequiredError("--cert and --key, or --pkcs12");
    chosen.run = [arguments](const Session& session) { return key(session, *arguments); };
  });
}

}  // namespace

void declare_list(CLI::App& app, Chosen& chosen) {
  auto* group = app.add_subcommand("list", "Lists and their keys");
  group->require_subcommand(1);
  group->fallthrough();
  declare_create(group, chosen);
  declare_key(group, chosen);
  auto wanted = std::make_shared<std::string>();
  auto* show_command = group->add_subcommand("show", "What is known of a list");
  show_command->add_option("list", *wanted, "name or address of the list")->required();
  show_command->callback([&chosen, wanted] {
    chosen.run = [wanted](const Session& session) { return show(session, *wanted); };
  });
  group->add_subcommand("ls", "The lists of this site")->callback([&chosen] { chosen.run = ls; });
}

}  // namespace chancery::cli
