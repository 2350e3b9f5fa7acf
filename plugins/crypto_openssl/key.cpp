#include "key.hpp"

#include <cstring>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/provider.h>

namespace crypto_openssl {

using chancery::Code;
using chancery::Err;
using chancery::Result;

Legacy::~Legacy() {
  if (legacy_) OSSL_PROVIDER_unload(legacy_);
  if (standard_) OSSL_PROVIDER_unload(standard_);
}

// Naming one provider keeps OpenSSL from loading the default one by itself, so both are named.
bool Legacy::load() {
  if (!legacy_) {
    standard_ = OSSL_PROVIDER_load(nullptr, "default");
    legacy_ = OSSL_PROVIDER_load(nullptr, "legacy");
    ERR_clear_error();
  }
  return legacy_ != nullptr;
}

namespace {

using Pkcs12 = Owned<PKCS12, PKCS12_free>;

struct Found {
  PrivateKey key;
  X509Owned certificate;
};

// Never asks at the terminal: without a password there is none.
int give_password(char* buffer, int size, int, void* user) {
  const auto& password = *static_cast<const std::string_view*>(user);
  if (password.empty() || password.size() > static_cast<std::size_t>(size)) return -1;
  std::memcpy(buffer, password.data(), password.size());
  return static_cast<int>(password.size());
}

bool is_encrypted_pem(std::string_view input) {
  return input.find("ENCRYPTED") != std::string_view::npos;
}

Result<Found> from_pem(const chancery::Crypto::KeyInput& input) {
  const auto bio = memory(input.key);
  auto password = input.password;
  Found found;
  found.key.reset(PEM_read_bio_PrivateKey(bio.get(), nullptr, give_password, &password));
  if (found.key) return found;
  if (is_encrypted_pem(input.key))
    return Err(Code::no_key, input.password.empty()
                                 ? "the key is encrypted, and there is no password for it"
                                 : "the password does not open the key");
  return failure(Code::unusable, "reading a private key from PEM");
}

bool parse_pkcs12(PKCS12* file, const std::string& password, Found& found) {
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  const bool good = PKCS12_parse(file, password.c_str(), &key, &certificate, nullptr) == 1;
  ERR_clear_error();
  found.key.reset(key);
  found.certificate.reset(certificate);
  return good;
}

Result<Found> from_pkcs12(PKCS12* file, std::string_view given, Legacy& legacy) {
  std::string password(given);
  Found found;
  bool good = parse_pkcs12(file, password, found);
  if (!good && legacy.load()) good = parse_pkcs12(file, password, found);
  OPENSSL_cleanse(password.data(), password.size());
  if (!good)
    return Err(Code::no_key,
               "the password does not open the PKCS#12 file, or it uses an algorithm that is not "
               "supported");
  if (!found.key) return Err(Code::unusable, "the PKCS#12 file holds no private key");
  return found;
}

Result<Found> from_der(const chancery::Crypto::KeyInput& input, Legacy& legacy) {
  const auto bio = memory(input.key);
  if (const Pkcs12 file(d2i_PKCS12_bio(bio.get(), nullptr)); file)
    return from_pkcs12(file.get(), input.password, legacy);
  Found found;
  const auto plain = memory(input.key);
  found.key.reset(d2i_PrivateKey_bio(plain.get(), nullptr));
  if (found.key) return found;
  const auto encrypted = memory(input.key);
  auto password = input.password;
  if (const Owned<X509_SIG, X509_SIG_free> wrapped(d2i_PKCS8_bio(encrypted.get(), nullptr));
      wrapped) {
    const auto again = memory(input.key);
    found.key.reset(d2i_PKCS8PrivateKey_bio(again.get(), nullptr, give_password, &password));
    ERR_clear_error();
    if (!found.key) return Err(Code::no_key, "the password does not open the key");
    return found;
  }
  ERR_clear_error();
  return Err(Code::unusable, "it is no private key: neither PEM nor DER nor PKCS#12");
}

// The certificate that belongs to the key.
Result<void> find_certificate(std::string_view input, Found& found) {
  if (input.empty()) {
    if (found.certificate) return {};
    return Err(Code::unusable, "there is no certificate for the key");
  }
  auto certificates = read_certificates(input);
  if (certificates.empty()) return Err(Code::unusable, "it is no certificate: neither PEM nor DER");
  for (auto& certificate : certificates) {
    if (X509_check_private_key(certificate.get(), found.key.get()) != 1) continue;
    found.certificate = std::move(certificate);
    return {};
  }
  ERR_clear_error();
  return Err(Code::unusable, "the key does not belong to the certificate");
}

}  // namespace

Result<std::unique_ptr<OpenKey>> open_key(const chancery::Crypto::KeyInput& input, Legacy& legacy) {
  const bool pem = input.key.find("-----BEGIN") != std::string_view::npos;
  auto found = pem ? from_pem(input) : from_der(input, legacy);
  if (!found) return found.error();
  if (auto done = find_certificate(input.certificate, *found); !done) return done.error();
  return std::make_unique<OpenKey>(std::move(found->key), std::move(found->certificate));
}

Result<chancery::Crypto::Imported> write_key(const OpenKey& key, std::string_view password) {
  if (password.empty()) return Err(Code::misconfigured, "a key is not stored without a password");
  const auto key_pem = empty_memory(), certificate_pem = empty_memory();
  if (PEM_write_bio_PKCS8PrivateKey(key_pem.get(), key.key(), EVP_aes_256_cbc(), password.data(),
                                    static_cast<int>(password.size()), nullptr, nullptr) != 1 ||
      PEM_write_bio_X509(certificate_pem.get(), key.certificate()) != 1)
    return failure(Code::failed, "writing a key");
  return chancery::Crypto::Imported{content_of(key_pem.get()), content_of(certificate_pem.get())};
}

}  // namespace crypto_openssl
