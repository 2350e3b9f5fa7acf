// list key|rollover: a list's private key comes in as administrators have it, and lies encrypted
// under the site's password. The former one is kept, to read what is still under way.
#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/prompt.hpp"

#include "config/key_pairs.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace chancery::cli {

namespace {

using Json = nlohmann::ordered_json;

struct KeyArguments {
  std::string list, certificate, key, pkcs12, password_file;
  KeyUse use = KeyUse::both;
};

// What storing a key needs of the site.
struct Desk {
  std::unique_ptr<Site> site;
  ListSettings list;
  std::vector<Secret> passwords;  // the first is the one that keys are stored under

  const CryptoBackend& crypto() const { return *site->crypto(); }
};

Result<Desk> desk_of(const Session& session, const std::string& wanted) {
  auto site = session.site();
  if (!site) return site.error();
  const auto& settings = (*site)->settings;
  auto list = find_list(settings, wanted);
  if (!list) return list.error();
  if (!(*site)->crypto())
    return Err(Code::misconfigured, "storing a key: no crypto backend is loaded");
  if (!settings.key_password_file)
    return Err(Code::misconfigured, "storing a key: the site has no password to store it under",
               "set key_password_file in " + settings.places.file.string());
  auto passwords = read_passwords(*settings.key_password_file);
  if (!passwords) return passwords.error();
  return Desk{std::move(*site), std::move(*list), std::move(*passwords)};
}

struct KeyText {
  std::string name;  // of the file
  Secret key;
  std::string certificate;
};

Result<KeyText> read_files(const KeyArguments& arguments) {
  KeyText text{arguments.pkcs12.empty() ? arguments.key : arguments.pkcs12, {}, {}};
  auto key = input_file(text.name);
  if (!key) return key.error();
  text.key = Secret(std::move(*key));
  if (arguments.certificate.empty()) return text;
  auto certificate = input_file(arguments.certificate);
  if (!certificate) return certificate.error();
  text.certificate = std::move(*certificate);
  return text;
}

// The password that was given; else those of the site; else whoever sits there is asked.
Result<CryptoBackend::Imported> import(const Desk& desk, const KeyText& text,
                                       const std::string& password_file_name) {
  const auto under = [&](std::string_view password) {
    return desk.crypto().import_key({text.key.reveal(), text.certificate, password},
                                    desk.passwords.front().reveal());
  };
  if (!password_file_name.empty()) {
    const auto password = password_file(password_file_name);
    return password ? under(password->reveal()) : password.error();
  }
  auto imported = under(desk.passwords.front().reveal());
  for (std::size_t i = 1; i < desk.passwords.size(); ++i)
    if (!imported && imported.error().code == Code::no_key)
      imported = under(desk.passwords[i].reveal());
  if (imported || imported.error().code != Code::no_key || !can_ask()) return imported;
  const auto password = ask_password("Password of " + text.name);
  return password ? under(password->reveal()) : password.error();
}

void warn_of_other_address(const Desk& desk, const std::string& certificate_pem) {
  const auto certificates = desk.crypto().certificates(certificate_pem);
  if (!certificates) return complain(certificates.error());
  const auto& carried = certificates->front().addresses;
  if (std::find(carried.begin(), carried.end(), desk.list.address) != carried.end()) return;
  complain(Err(Code::unusable, "warning: the certificate does not carry the list's address " +
                                   desk.list.address.text() +
                                   "; senders' programs may not find it"));
}

// What has to become of the pair that is there. A backend that cannot tell now ends the command.
Result<Former> former_of(const Desk& desk, KeyUse use, bool& there) {
  const auto pairs = find_key_pairs(desk.list.folder);
  if (!pairs) return pairs.error();
  for (const auto& pair : pairs->pairs) {
    if (pair.use != use || pair.number != 0) continue;
    there = true;
    const auto opened = open_pair(desk.crypto(), pair, desk.passwords);
    if (opened) return Former::to_read;
    if (opened.error().code == Code::try_later) return opened.error();
    complain(
        Err(Code::misconfigured, "warning: the former key " + pair.key.string() +
                                     " does not open and is put aside: " + opened.error().what));
    return Former::aside;
  }
  there = false;
  return Former::to_read;
}

Result<bool> store(const Desk& desk, KeyUse use, const CryptoBackend::Imported& imported) {
  bool replaced = false;
  const auto former = former_of(desk, use, replaced);
  if (!former) return former.error();
  const auto& folder = desk.list.folder;
  const auto stored = store_pair(folder, use, imported.key_pem, imported.certificate_pem, *former);
  if (!stored) return stored.error();
  return replaced && *former == Former::to_read;
}

Result<int> key(const Session& session, const KeyArguments& arguments, bool must_replace) {
  const auto desk = desk_of(session, arguments.list);
  if (!desk) return desk.error();
  const auto there = is_there(current_pair(desk->list.folder, arguments.use).key);
  if (!there) return there.error();
  if (must_replace && !*there)
    return Err(Code::unusable, desk->list.address.text() + " has no such key yet",
               "chancery list key stores the first one");
  const auto text = read_files(arguments);
  if (!text) return text.error();
  const auto imported = import(*desk, *text, arguments.password_file);
  if (!imported) return imported.error();
  const auto kept = store(*desk, arguments.use, *imported);
  if (!kept) return kept.error();
  warn_of_other_address(*desk, imported->certificate_pem);
  tell(session.json, Json{{"stored", desk->list.address.text()}, {"former_kept", *kept}},
       "stored the key and the certificate of " + desk->list.address.text() +
           (*kept ? "; the former key still opens what was encrypted to it" : ""));
  return exit_ok;
}

const std::map<std::string, KeyUse> uses = {
    {"both", KeyUse::both}, {"encryption", KeyUse::encryption}, {"signing", KeyUse::signing}};

void declare_one(CLI::App& group, Chosen& chosen, const char* name, const char* sentence,
                 bool must_replace) {
  auto* command = group.add_subcommand(name, sentence);
  auto arguments = std::make_shared<KeyArguments>();
  command->add_option("list", arguments->list, "name or address of the list")->required();
  auto* certificate =
      command->add_option("--cert", arguments->certificate, "certificate, PEM or DER");
  auto* key_file = command->add_option("--key", arguments->key, "private key, PEM or DER");
  auto* pkcs12 = command->add_option("--pkcs12", arguments->pkcs12, "both in one file");
  command->add_option("--for", arguments->use, "both, encryption or signing")
      ->transform(CLI::Transformer(uses));
  command->add_option("--password-file", arguments->password_file,
                      "password of the key as it comes; otherwise the site's is tried");
  key_file->needs(certificate)->excludes(pkcs12);
  certificate->needs(key_file);
  command->callback([&chosen, arguments, must_replace] {
    if (arguments->key.empty() && arguments->pkcs12.empty())
      throw CLI::RequiredError("--cert and --key, or --pkcs12");
    chosen.run = [arguments, must_replace](const Session& session) {
      return key(session, *arguments, must_replace);
    };
  });
}

}  // namespace

void declare_list_key(CLI::App& group, Chosen& chosen) {
  declare_one(group, chosen, "key", "Store the list's private key and certificate", false);
  declare_one(group, chosen, "rollover", "Store the next key, and keep the former one for reading",
              true);
}

}  // namespace chancery::cli
