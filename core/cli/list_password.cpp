// list password: another password for all keys of all lists. While it is being changed the password
// file has both, the new one first, so that whatever ends the command every key still opens;
// running it again goes on where it was.
#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/prompt.hpp"

#include "config/key_pairs.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace chancery::cli {

namespace {

struct PasswordArguments {
  std::string new_password_file;
};

// Those of every list, also the ones that wait for their certificate.
Result<std::vector<KeyPair>> all_pairs(const Settings& settings) {
  const auto names = list_names(settings.places);
  if (!names) return names.error();
  std::vector<KeyPair> pairs;
  for (const auto& name : *names) {
    const auto folder = settings.places.list(name);
    auto found = find_key_pairs(folder);
    if (!found) return found.error();
    for (auto& pair : found->pairs) pairs.push_back(std::move(pair));
    const auto waits = is_there(waiting_pair(folder).key);
    if (!waits) return waits.error();
    if (*waits) pairs.push_back(waiting_pair(folder));
  }
  return pairs;
}

// Under the first of these that opens it, as the backend writes it under the first of all.
Result<std::string> encrypted_anew(const CryptoBackend& crypto, const KeyPair& pair,
                                   const std::vector<Secret>& passwords) {
  const auto text = read_pair(pair);
  if (!text) return text.error();
  Error why;
  for (const auto& password : passwords) {
    auto imported = crypto.import_key({text->key.reveal(), text->certificate, password.reveal()},
                                      passwords.front().reveal());
    if (imported) return std::move(imported->key_pem);
    why = imported.error();
    if (why.code != Code::no_key) break;
  }
  return Err(why.code, "opening the key " + pair.key.string() + ": " + why.what, why.hint);
}

Result<Secret> new_password(const PasswordArguments& arguments) {
  if (!arguments.new_password_file.empty()) return password_file(arguments.new_password_file);
  if (can_ask()) return ask_new_password("New password of all keys");
  return Err(Code::usage, "changing the password: there is no new one", "--new-password-file FILE");
}

Result<void> write_passwords(const fs::path& file, const std::vector<Secret>& passwords,
                             std::size_t how_many) {
  std::string text;
  for (std::size_t i = 0; i < how_many; ++i) text.append(passwords[i].reveal()).append("\n");
  const Secret whole(std::move(text));
  return replace_file(file, whole.reveal());
}

// The new one first; what was there behind it.
Result<std::vector<Secret>> with_new(const fs::path& file, Secret fresh) {
  auto known = read_passwords(file);
  if (!known) return known.error();
  std::vector<Secret> all;
  all.push_back(std::move(fresh));
  for (auto& password : *known)
    if (password.reveal() != all.front().reveal()) all.push_back(std::move(password));
  return all;
}

// Before anything changes: a key that does not open now would be lost for good.
Result<void> check_all(const CryptoBackend& crypto, const std::vector<KeyPair>& pairs,
                       const std::vector<Secret>& passwords) {
  for (const auto& pair : pairs)
    if (const auto opened = open_pair(crypto, pair, passwords); !opened)
      return Err(Code::misconfigured,
                 "nothing was changed, because a key does not open: " + pair.key.string() + ": " +
                     opened.error().what,
                 opened.error().hint);
  return {};
}

Result<int> change(const Session& session, const PasswordArguments& arguments) {
  const auto site = session.site();
  if (!site) return site.error();
  const auto& settings = (*site)->settings;
  const auto* crypto = (*site)->crypto();
  if (!crypto)
    return Err(Code::misconfigured, "changing the password: no crypto backend is loaded");
  if (!settings.key_password_file)
    return Err(Code::misconfigured, "changing the password: the site has none",
               "set key_password_file in " + settings.places.file.string());
  auto fresh = new_password(arguments);
  if (!fresh) return fresh.error();
  const auto passwords = with_new(*settings.key_password_file, std::move(*fresh));
  if (!passwords) return passwords.error();
  const auto pairs = all_pairs(settings);
  if (!pairs) return pairs.error();
  if (auto sound = check_all(*crypto, *pairs, *passwords); !sound) return sound.error();
  auto noted = write_passwords(*settings.key_password_file, *passwords, passwords->size());
  if (!noted) return noted.error();
  for (const auto& pair : *pairs) {
    const auto text = encrypted_anew(*crypto, pair, *passwords);
    if (!text) return text.error();
    if (auto done = replace_file(pair.key, *text); !done) return done.error();
  }
  auto done = write_passwords(*settings.key_password_file, *passwords, 1);
  if (!done) return done.error();
  tell(session.json, nlohmann::ordered_json{{"keys", pairs->size()}},
       "encrypted " + std::to_string(pairs->size()) + " keys under the new password");
  return exit_ok;
}

}  // namespace

void declare_list_password(CLI::App& group, Chosen& chosen) {
  auto* command = group.add_subcommand("password", "Change the password of all keys of all lists");
  auto arguments = std::make_shared<PasswordArguments>();
  command->add_option("--new-password-file", arguments->new_password_file,
                      "the new password; otherwise it is asked for");
  command->callback([&chosen, arguments] {
    chosen.run = [arguments](const Session& session) { return change(session, *arguments); };
  });
}

}  // namespace chancery::cli
