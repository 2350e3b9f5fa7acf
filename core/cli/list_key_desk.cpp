#include "cli/list_key_desk.hpp"

#include "cli/command.hpp"

namespace chancery::cli {

Result<KeyDesk> key_desk(const Session& session, const std::string& wanted) {
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
  return KeyDesk{std::move(*site), std::move(*list), std::move(*passwords)};
}

namespace {

// What has to become of the pair that is there. A backend that cannot tell now ends the command.
Result<Former> former_of(const KeyDesk& desk, KeyUse use, bool& there) {
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

}  // namespace

Result<bool> store_current(const KeyDesk& desk, KeyUse use, const std::string& key_pem,
                           const std::string& certificate_pem) {
  bool replaced = false;
  const auto former = former_of(desk, use, replaced);
  if (!former) return former.error();
  const auto& folder = desk.list.folder;
  const auto stored = store_pair(folder, use, key_pem, certificate_pem, *former);
  if (!stored) return stored.error();
  return replaced && *former == Former::to_read;
}

}  // namespace chancery::cli
