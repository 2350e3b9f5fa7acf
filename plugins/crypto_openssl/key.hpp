// Private keys: read in whatever form they come, kept inside, written only encrypted.
#pragma once

#include "openssl.hpp"

#include <chancery/role/crypto.hpp>

namespace crypto_openssl {

// A private key with its certificate, opened.
class OpenKey final : public chancery::Crypto::Key {
 public:
  OpenKey(PrivateKey key, X509Owned certificate)
      : key_(std::move(key)), certificate_(std::move(certificate)) {}
  EVP_PKEY* key() const { return key_.get(); }
  X509* certificate() const { return certificate_.get(); }

 private:
  PrivateKey key_;
  X509Owned certificate_;
};

// RC2 and single DES, which old browsers exported and OpenSSL 3 keeps in a provider of its own.
// Loaded when first needed, and where the system has it.
class Legacy {
 public:
  Legacy() = default;
  Legacy(const Legacy&) = delete;
  ~Legacy();
  bool load();

 private:
  OSSL_PROVIDER* legacy_ = nullptr;
  OSSL_PROVIDER* standard_ = nullptr;
};

chancery::Result<std::unique_ptr<OpenKey>> open_key(const chancery::Crypto::KeyInput& input,
                                                    Legacy& legacy);
// PKCS#8, encrypted with AES-256-CBC under PBKDF2.
chancery::Result<chancery::Crypto::Imported> write_key(const OpenKey& key,
                                                       std::string_view password);

}  // namespace crypto_openssl
