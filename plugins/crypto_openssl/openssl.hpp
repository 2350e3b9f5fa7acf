// OpenSSL's objects as owners, and small bridges between its types and ours. Nothing else in this
// plugin frees by hand.
#pragma once

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>

namespace openssl {

template <auto Free>
struct Freeing {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, Freeing<Free>>;

inline void free_certificates(STACK_OF(X509) * stack) { sk_X509_pop_free(stack, X509_free); }
inline void free_crls(STACK_OF(X509_CRL) * stack) { sk_X509_CRL_pop_free(stack, X509_CRL_free); }
inline void free_bytes(unsigned char* bytes) { OPENSSL_free(bytes); }
inline void free_bio(BIO* bio) { BIO_free_all(bio); }

using Bio = Owned<BIO, free_bio>;
using Bytes = Owned<unsigned char, free_bytes>;
using Certificate = Owned<X509, X509_free>;
using Certificates = Owned<STACK_OF(X509), free_certificates>;
using Cipher = Owned<EVP_CIPHER, EVP_CIPHER_free>;
using CipherContext = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using Cms = Owned<CMS_ContentInfo, CMS_ContentInfo_free>;
using Crl = Owned<X509_CRL, X509_CRL_free>;
using Crls = Owned<STACK_OF(X509_CRL), free_crls>;
using Digest = Owned<EVP_MD, EVP_MD_free>;
using DigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using ExtendedKeyUsage = Owned<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free>;
using GeneralNames = Owned<GENERAL_NAMES, GENERAL_NAMES_free>;
using Pkcs12 = Owned<PKCS12, PKCS12_free>;
using Pkcs8 = Owned<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;
using EncryptedPkcs8 = Owned<X509_SIG, X509_SIG_free>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Store = Owned<X509_STORE, X509_STORE_free>;
using StoreContext = Owned<X509_STORE_CTX, X509_STORE_CTX_free>;

inline const unsigned char* data(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* data(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}
inline std::string_view text(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}
inline std::string_view text(const ASN1_STRING& string) {
  return text(ASN1_STRING_get0_data(&string),
              static_cast<std::size_t>(ASN1_STRING_length(&string)));
}

// Read only, over bytes that outlive it. Null when there are more than an int can count.
Bio reading(std::string_view bytes);
// What was written to a memory BIO.
std::string_view written(BIO& memory);

// The DER form of an object, by its i2d function. Empty when it has none.
template <class T, class Encode>
std::string der(Encode encode, T* object) {
  unsigned char* bytes = nullptr;
  const int size = encode(object, &bytes);
  const Bytes owned(bytes);
  return size > 0 ? std::string(text(bytes, static_cast<std::size_t>(size))) : std::string();
}

// Another reference to the same object.
Certificate share(X509* certificate);
Key share(EVP_PKEY* key);

// Bytes that nobody shall find in memory afterwards.
class SecretBytes {
 public:
  explicit SecretBytes(std::size_t size) : bytes_(size, '\0') {}
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }
  unsigned char* data() { return openssl::data(bytes_); }
  const unsigned char* data() const { return openssl::data(std::string_view(bytes_)); }
  std::size_t size() const { return bytes_.size(); }

 private:
  std::string bytes_;
};

}  // namespace openssl
