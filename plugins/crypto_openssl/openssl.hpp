// OpenSSL's objects as owners, its error queue as a sentence, its times as seconds. Everything here
// leaves the error queue empty.
#pragma once

#include <chancery/result.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

namespace crypto_openssl {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, Freed<Free>>;

using Bio = Owned<BIO, BIO_free_all>;
using Cms = Owned<CMS_ContentInfo, CMS_ContentInfo_free>;
using X509Owned = Owned<X509, X509_free>;
using Crl = Owned<X509_CRL, X509_CRL_free>;
using PrivateKey = Owned<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using CipherContext = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using Cipher = Owned<EVP_CIPHER, EVP_CIPHER_free>;
using Digest = Owned<EVP_MD, EVP_MD_free>;

// A read-only BIO over bytes that outlive it.
Bio memory(std::string_view bytes);
Bio empty_memory();
std::string content_of(BIO* memory);

// What the error queue says of the first failure ("bad decrypt"), and the queue is empty then.
std::string last_error();
// "doing: last_error()".
chancery::Error failure(chancery::Code code, std::string doing);

std::int64_t seconds_of(const ASN1_TIME* time);  // since 1970
std::string der_of(const X509* certificate);

// Certificates of a PEM (other blocks are skipped) or one in DER; empty: none there.
std::vector<X509Owned> read_certificates(std::string_view input);

}  // namespace crypto_openssl
