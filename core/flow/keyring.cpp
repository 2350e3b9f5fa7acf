#include "flow/keyring.hpp"

namespace chancery {

Result<const CryptoBackend::Handle*> Keyring::trust() {
  if (!trust_) {
    auto opened = crypto_->open_trust(files_);
    if (!opened) return opened.error();
    trust_ = std::move(*opened);
  }
  return &*trust_;
}

Result<std::span<const CryptoBackend::Handle>> Keyring::keys() {
  if (!keys_) {
    auto opened = open_keys_(*crypto_);
    if (!opened) return opened.error();
    keys_ = std::move(*opened);
  }
  return std::span<const CryptoBackend::Handle>(*keys_);
}

Result<Secret> read_password(const fs::path& file) {
  auto text = read_file(file, 4096);
  if (!text)
    return Err(Code::misconfigured, "reading the password of the keys: " + text.error().what);
  Secret whole(std::move(*text));
  const auto line = whole.reveal().substr(0, whole.reveal().find_first_of("\r\n"));
  if (line.empty())
    return Err(Code::misconfigured,
               "the password file " + file.string() + " has an empty first line");
  return Secret(std::string(line));
}

namespace {

Result<std::vector<CryptoBackend::Handle>> open_list_key(
    const CryptoBackend& crypto, const fs::path& folder,
    const std::optional<fs::path>& password_file) {
  std::vector<CryptoBackend::Handle> keys;
  if (!fs::exists(folder / "private_key")) return keys;
  auto pem = read_file(folder / "private_key", 1 << 20);
  if (!pem) return pem.error();
  const Secret key(std::move(*pem));
  const auto certificate = read_file(folder / "cert.pem", 1 << 20);
  if (!certificate) return certificate.error();
  Secret password;
  if (password_file) {
    auto read = read_password(*password_file);
    if (!read) return read.error();
    password = std::move(*read);
  }
  auto opened = crypto.open_key({key.reveal(), *certificate, password.reveal()});
  if (!opened)
    return Err(Code::misconfigured,
               "opening the key " + (folder / "private_key").string() + ": " + opened.error().what,
               "chancery list key stores a key under the site's password");
  keys.push_back(std::move(*opened));
  return keys;
}

}  // namespace

Keyring::OpenKeys keys_of_list(const fs::path& folder,
                               const std::optional<fs::path>& password_file) {
  return [folder, password_file](const CryptoBackend& crypto) {
    return open_list_key(crypto, folder, password_file);
  };
}

}  // namespace chancery
