#include "flow/list_keys.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery {

Result<std::span<const CryptoBackend::Handle>> ListKeys::all() {
  if (!keys_) {
    auto opened = open_(*crypto_);
    if (!opened) return opened.error();
    keys_ = std::move(*opened);
  }
  return std::span<const CryptoBackend::Handle>(*keys_);
}

Result<std::vector<Secret>> read_passwords(const fs::path& file) {
  auto text = read_file(file, 4096);
  if (!text)
    return Err(Code::misconfigured, "reading the password of the keys: " + text.error().what);
  const Secret whole(std::move(*text));
  std::vector<Secret> passwords;
  for (auto line : split(whole.reveal(), '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() && passwords.empty()) break;
    if (!line.empty()) passwords.emplace_back(std::string(line));
  }
  if (passwords.empty())
    return Err(Code::misconfigured,
               "the password file " + file.string() + " has an empty first line");
  return passwords;
}

Result<Secret> read_password(const fs::path& file) {
  auto passwords = read_passwords(file);
  if (!passwords) return passwords.error();
  return std::move(passwords->front());
}

Result<PairText> read_pair(const KeyPair& pair) {
  const auto open_to_others = is_open_to_others(pair.key);
  if (!open_to_others) return open_to_others.error();
  if (*open_to_others)
    return Err(Code::misconfigured,
               "the private key " + pair.key.string() + " is open to everybody on this machine",
               "chmod o= " + pair.key.string());
  auto key = read_file(pair.key, 1 << 20);
  if (!key) return key.error();
  PairText text{Secret(std::move(*key)), {}};
  auto certificate = read_file(pair.certificate, 1 << 20);
  if (!certificate) return certificate.error();
  text.certificate = std::move(*certificate);
  return text;
}

Result<CryptoBackend::Handle> open_pair(const CryptoBackend& crypto, const KeyPair& pair,
                                        std::span<const Secret> passwords) {
  const auto text = read_pair(pair);
  if (!text) return text.error();
  const auto with = [&](std::string_view password) {
    return crypto.open_key({text->key.reveal(), text->certificate, password});
  };
  auto opened = with(passwords.empty() ? std::string_view() : passwords.front().reveal());
  for (std::size_t i = 1; i < passwords.size(); ++i)
    if (!opened && opened.error().code == Code::no_key) opened = with(passwords[i].reveal());
  return opened;
}

namespace {

struct Desk {
  KeyPairs found;
  std::vector<Secret> passwords;
};

Result<Desk> lay_out(const fs::path& folder, const std::optional<fs::path>& password_file) {
  auto found = find_key_pairs(folder);
  if (!found) return found.error();
  Desk desk{std::move(*found), {}};
  if (desk.found.pairs.empty() || !password_file) return desk;
  auto passwords = read_passwords(*password_file);
  if (!passwords) return passwords.error();
  desk.passwords = std::move(*passwords);
  return desk;
}

// A backend that cannot answer now says nothing against the key.
Error not_opened(const KeyPair& pair, const Error& why) {
  const auto code = why.code == Code::try_later ? why.code : Code::misconfigured;
  return Err(
      code, "opening the key " + pair.key.string() + ": " + why.what,
      why.hint.empty() ? "chancery list key stores a key under the site's password" : why.hint);
}

Result<std::vector<CryptoBackend::Handle>> open_once(const CryptoBackend& crypto,
                                                     const fs::path& folder,
                                                     const std::optional<fs::path>& password_file) {
  const auto desk = lay_out(folder, password_file);
  if (!desk) return desk.error();
  if (const auto& lone = desk->found.lone_keys; !lone.empty())
    return Err(Code::misconfigured,
               "opening the keys of the list: no certificate lies beside " + lone.front().string());
  std::vector<CryptoBackend::Handle> keys;
  for (const auto& pair : desk->found.pairs) {
    auto opened = open_pair(crypto, pair, desk->passwords);
    if (!opened) return not_opened(pair, opened.error());
    keys.push_back(std::move(*opened));
  }
  return keys;
}

}  // namespace

// Tried again once: whoever changes a key or the password changes several files, and this may have
// read one before and one after.
ListKeys::Open keys_of_list(const fs::path& folder, const std::optional<fs::path>& password_file) {
  return [folder, password_file](const CryptoBackend& crypto) {
    auto opened = open_once(crypto, folder, password_file);
    return opened ? std::move(opened) : open_once(crypto, folder, password_file);
  };
}

std::optional<KeyPair> signing_pair(const KeyPairs& pairs) {
  for (const auto use : {KeyUse::signing, KeyUse::both})
    for (const auto& pair : pairs.pairs)
      if (pair.use == use && pair.number == 0) return pair;
  return std::nullopt;
}

Result<std::optional<CryptoBackend::Handle>> open_signing_key(
    const CryptoBackend& crypto, const fs::path& folder,
    const std::optional<fs::path>& password_file) {
  const auto desk = lay_out(folder, password_file);
  if (!desk) return desk.error();
  const auto pair = signing_pair(desk->found);
  if (!pair) return std::optional<CryptoBackend::Handle>();
  auto opened = open_pair(crypto, *pair, desk->passwords);
  if (!opened) return not_opened(*pair, opened.error());
  return std::optional(std::move(*opened));
}

}  // namespace chancery
