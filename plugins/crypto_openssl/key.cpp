#include "key.hpp"

#include "certificate.hpp"
#include "errors.hpp"
#include "key_reader.hpp"

#include <openssl/pem.h>
#include <openssl/rand.h>

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

// Costs a guess some milliseconds, and every opening of a list's key no more than two.
constexpr int password_rounds = 10'000;
constexpr int salt_size = 16;

Result<openssl::Certificate> belonging(EVP_PKEY& key,
                                       const std::vector<openssl::Certificate>& certificates) {
  if (certificates.empty()) return Err(Code::unusable, "there is no certificate to the key");
  for (const auto& certificate : certificates)
    if (X509_check_private_key(certificate.get(), &key) == 1)
      return openssl::share(certificate.get());
  openssl::take_errors();
  return Err(Code::unusable, "the certificate does not belong to the key");
}

// A pair that OpenSSL finds consistent; a key damaged in its private half is told now, not when the
// first message cannot be opened.
Result<void> check_key(EVP_PKEY& key) {
  const openssl::KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, &key, nullptr));
  if (context && EVP_PKEY_pairwise_check(context.get()) == 1) return {};
  return openssl::failure(Code::unusable, "the private key is damaged");
}

Result<openssl::EncryptedPkcs8> encrypted(EVP_PKEY& key, std::string_view password) {
  const openssl::Pkcs8 plain(EVP_PKEY2PKCS8(&key));
  unsigned char salt[salt_size];
  if (!plain || RAND_bytes(salt, salt_size) != 1)
    return openssl::failure(Code::failed, "writing the key");
  X509_ALGOR* method = PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), password_rounds, salt, salt_size,
                                         nullptr, NID_hmacWithSHA256);
  if (!method) return openssl::failure(Code::failed, "writing the key");
  openssl::EncryptedPkcs8 sealed(
      PKCS8_set0_pbe(password.data(), static_cast<int>(password.size()), plain.get(), method));
  if (sealed) return sealed;
  X509_ALGOR_free(method);
  return openssl::failure(Code::failed, "encrypting the key");
}

}  // namespace

Result<std::string> key_pem(EVP_PKEY& key, std::string_view password) {
  if (password.empty())
    return Err(Code::misconfigured, "a key is only stored under a password, and there is none");
  const auto sealed = encrypted(key, password);
  if (!sealed) return sealed.error();
  const openssl::Bio out(BIO_new(BIO_s_mem()));
  if (!out || !PEM_write_bio_PKCS8(out.get(), sealed->get()))
    return openssl::failure(Code::failed, "writing the key");
  return std::string(openssl::written(*out));
}

Result<std::string> certificate_pem(X509& certificate) {
  const openssl::Bio out(BIO_new(BIO_s_mem()));
  if (!out || !PEM_write_bio_X509(out.get(), &certificate))
    return openssl::failure(Code::failed, "writing the certificate");
  return std::string(openssl::written(*out));
}

Result<std::unique_ptr<OpenedKey>> open_key(const chancery::Crypto::KeyInput& input) {
  auto material = read_key(input.key, input.password);
  if (!material) return material.error();
  if (!input.certificate.empty()) {
    auto given = read_certificates(input.certificate, "the certificate of the key");
    if (!given) return given.error();
    material->certificates = std::move(*given);
  }
  auto certificate = belonging(*material->key, material->certificates);
  if (!certificate) return certificate.error();
  auto opened = std::make_unique<OpenedKey>();
  opened->key = std::move(material->key);
  opened->certificate = std::move(*certificate);
  for (auto& each : material->certificates)
    if (X509_cmp(each.get(), opened->certificate.get()) != 0)
      opened->others.push_back(std::move(each));
  return opened;
}

Result<chancery::Crypto::Imported> import_key(const chancery::Crypto::KeyInput& input,
                                              std::string_view new_password) {
  const auto opened = open_key(input);
  if (!opened) return opened.error();
  EVP_PKEY& key = *(*opened)->key;
  if (auto sound = check_key(key); !sound) return sound.error();
  auto private_part = key_pem(key, new_password);
  if (!private_part) return private_part.error();
  auto public_part = certificate_pem(*(*opened)->certificate);
  if (!public_part) return public_part.error();
  for (const auto& other : (*opened)->others) {
    const auto pem = certificate_pem(*other);
    if (!pem) return pem.error();
    *public_part += *pem;
  }
  return chancery::Crypto::Imported{std::move(*private_part), std::move(*public_part)};
}
