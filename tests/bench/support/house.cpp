#include "house.hpp"

#include "mail/transfer.hpp"

#include <cstdio>
#include <cstdlib>

namespace bench {

using namespace chancery;

namespace {

template <class T>
T need(Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "bench: %s\n", result.error().what.c_str());
  std::exit(1);
}

void need(const Result<void>& result) {
  if (result) return;
  std::fprintf(stderr, "bench: %s\n", result.error().what.c_str());
  std::exit(1);
}

Settings settings_in(const fs::path& root) {
  const auto places = Places::under(root, test::binary());
  InitOptions options;
  options.domain = "lists.example.org";
  options.ca_file = test::vectors() / "ca.pem";
  need(write_file(places.file, settings_template(options)));
  return need(load_settings(places));
}

std::unique_ptr<Store> store_in(const fs::path& root) {
  const auto file = (root / "chancery.db").string();
  need(Store::make(file));
  return need(Store::open(file));
}

ListSettings list_in(const Settings& settings) {
  const auto folder = settings.places.list("notes");
  need(make_folder(folder));
  const auto address = need(Address::make("notes@lists.example.org"));
  need(write_file(folder / "list.toml", list_template(address, {})));
  fs::copy_file(test::vectors() / "notes.pem", folder / "cert.pem");
  fs::copy_file(test::vectors() / "notes.key", folder / "private_key");
  return need(load_list(settings.places, "notes"));
}

}  // namespace

House::House()
    : settings(settings_in(folder.path())),
      list(list_in(settings)),
      store(store_in(folder.path())),
      plugins(
          std::make_unique<Plugins>(need(Plugins::load(settings, {log, clock, store.get(), {}})))),
      keyring(make_keyring()) {}

Keyring House::make_keyring() {
  TrustFiles trust;
  trust.ca_files.push_back(*settings.ca_file);
  return Keyring(plugins->crypto(), trust, keys_of_list(list.folder, std::nullopt));
}

void House::add_member(const std::string& list_name, const std::string& text,
                       const std::string& certificate) {
  const auto address = need(Address::make(text));
  need(store->add(list_name, {address, {}, Role::member}));
  if (certificate.empty()) return;
  const auto read = need(crypto().certificates(certificate));
  need(store->add_certificate(address, {read.front(), "import", clock.now()},
                              {crypto().plugin(), crypto().prepare_version()},
                              need(crypto().prepare(certificate))));
}

std::string entity(std::size_t size) {
  std::string text = "Content-Type: text/plain; charset=us-ascii\r\n\r\n";
  while (text.size() < size)
    text += "The minutes of the last meeting, and what was said about them since then.\r\n";
  return text;
}

namespace {

std::string head(const std::string& from) {
  return "From: " + from +
         "\r\nTo: notes@lists.example.org\r\nSubject: minutes\r\nMessage-ID: <1@example.org>\r\n"
         "Date: Tue, 24 Nov 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\n";
}

}  // namespace

std::string signed_post(const std::string& entity, const std::string& signature,
                        const std::string& from) {
  return head(from) +
         "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n"
         " micalg=sha-256; boundary=\"b1\"\r\n\r\n--b1\r\n" +
         entity +
         "\r\n--b1\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n"
         "Content-Transfer-Encoding: base64\r\n\r\n" +
         encode_base64_lines(signature, "\r\n") + "\r\n--b1--\r\n";
}

std::string encrypted_post(const std::string& cms, const std::string& from) {
  return head(from) +
         "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n"
         "Content-Transfer-Encoding: base64\r\n\r\n" +
         encode_base64_lines(cms, "\r\n");
}

}  // namespace bench
