// list key|rollover: a list's private key comes in as administrators have it, and lies encrypted
// under the site's password. The former one is kept, to read what is still under way.
#include "cli/command.hpp"
#include "cli/list_key_desk.hpp"
#include "cli/print.hpp"
#include "cli/prompt.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace chancery::cli {

namespace {

using Json = nlohmann::ordered_json;

struct KeyArguments {
  std::string list, certificate, key, pkcs12, password_file;
  KeyUse use = KeyUse::both;
  bool waits = false;                                     // for this certificate
  bool makes = false, asks = false, self_signed = false;  // --new
  std::string algorithm = "RSA 3072";
  std::uint32_t days = 730;
};

struct KeyText {
  std::string name;  // of the file
  Secret key;
  std::string certificate;
};

Result<KeyText> read_files(const KeyArguments& arguments, const fs::path& folder) {
  KeyText text{arguments.pkcs12.empty() ? arguments.key : arguments.pkcs12, {}, {}};
  if (text.name.empty()) text.name = waiting_pair(folder).key.string();
  auto key = input_file(text.name);
  if (!key) return key.error();
  text.key = Secret(std::move(*key));
  if (arguments.certificate.empty()) return text;
  auto certificate = input_file(arguments.certificate);
  if (!certificate) return certificate.error();
  text.certificate = std::move(*certificate);
  return text;
}

// The password that was given; else those of the site, and none; else whoever sits there is asked.
Result<CryptoBackend::Imported> import(const KeyDesk& desk, const KeyText& text,
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
  if (!imported && imported.error().code == Code::no_key) imported = under({});
  if (imported || imported.error().code != Code::no_key || !can_ask()) return imported;
  const auto password = ask_password("Password of " + text.name);
  return password ? under(password->reveal()) : password.error();
}

void warn_of_other_address(const KeyDesk& desk, const std::string& certificate_pem) {
  const auto certificates = desk.crypto().certificates(certificate_pem);
  if (!certificates) return complain(certificates.error());
  const auto& carried = certificates->front().addresses;
  if (std::find(carried.begin(), carried.end(), desk.list.address) != carried.end()) return;
  complain(Err(Code::unusable, "warning: the certificate does not carry the list's address " +
                                   desk.list.address.text() +
                                   "; senders' programs may not find it"));
}

Result<int> key(const Session& session, const KeyArguments& arguments, bool must_replace) {
  const auto desk = key_desk(session, arguments.list);
  if (!desk) return desk.error();
  const auto there = is_there(current_pair(desk->list.folder, arguments.use).key);
  if (!there) return there.error();
  if (must_replace && !*there)
    return Err(Code::unusable, desk->list.address.text() + " has no such key yet",
               "chancery list key stores the first one");
  const auto text = read_files(arguments, desk->list.folder);
  if (!text) return text.error();
  const auto imported = import(*desk, *text, arguments.password_file);
  if (!imported) return imported.error();
  const auto kept =
      store_current(*desk, arguments.use, imported->key_pem, imported->certificate_pem);
  if (!kept) return kept.error();
  if (arguments.waits)
    if (auto removed = remove_waiting_pair(desk->list.folder); !removed) return removed.error();
  warn_of_other_address(*desk, imported->certificate_pem);
  tell(session.json, Json{{"stored", desk->list.address.text()}, {"former_kept", *kept}},
       "stored the key and the certificate of " + desk->list.address.text() +
           (*kept ? "; the former key still opens what was encrypted to it" : ""));
  return exit_ok;
}

// By itself a certificate is used at once; a request goes to an authority, and the key waits.
Result<int> make_key(const Session& session, const KeyArguments& arguments) {
  const auto desk = key_desk(session, arguments.list);
  if (!desk) return desk.error();
  const auto& address = desk->list.address.text();
  const auto made =
      desk->crypto().new_key({arguments.algorithm, address, desk->passwords.front().reveal(),
                              desk->site->clock.now(), arguments.days});
  if (!made) return made.error();
  if (!arguments.self_signed) {
    const auto stored = store_waiting_pair(desk->list.folder, made->key_pem, made->certificate_pem);
    if (!stored) return stored.error();
    tell(session.json, Json{{"list", address}, {"request", made->request_pem}}, made->request_pem);
    return exit_ok;
  }
  const auto kept = store_current(*desk, arguments.use, made->key_pem, made->certificate_pem);
  if (!kept) return kept.error();
  tell(session.json,
       Json{{"stored", address}, {"former_kept", *kept}, {"certificate", made->certificate_pem}},
       "made a key of " + address + " with a certificate of its own:\n" + made->certificate_pem);
  return exit_ok;
}

void declare_new_key(CLI::App& command, KeyArguments& arguments) {
  auto* makes = command.add_flag("--new", arguments.makes, "make a key");
  for (const auto* other : {"--cert", "--key", "--pkcs12"})
    makes->excludes(command.get_option(other));
  auto* request =
      command.add_flag("--csr", arguments.asks, "print a request for an authority (the default)");
  auto* self_signed = command.add_flag("--self-signed", arguments.self_signed,
                                       "use it at once, with a certificate by itself");
  request->needs(makes)->excludes(self_signed);
  self_signed->needs(makes);
  command.add_option("--algorithm", arguments.algorithm, "\"RSA 3072\", \"EC P-256\" ...")
      ->needs(makes);
  command.add_option("--days", arguments.days, "validity of a certificate by itself")
      ->check(CLI::Range(1u, 36500u))
      ->needs(makes);
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
  certificate->excludes(pkcs12);
  command->add_flag("--waiting", arguments->waits, "the key is the one of --new --csr")
      ->needs(certificate)
      ->excludes(key_file);
  declare_new_key(*command, *arguments);
  command->callback([&chosen, arguments, must_replace] {
    if (arguments->makes) {
      chosen.run = [arguments](const Session& session) { return make_key(session, *arguments); };
      return;
    }
    const bool whole = !arguments->key.empty() || !arguments->pkcs12.empty() || arguments->waits;
    if (!whole) throw CLI::RequiredError("--cert and --key or --waiting, --pkcs12, or --new");
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
