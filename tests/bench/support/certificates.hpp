// Keys, certificates and signatures for the benchmarks, made in this process by bare OpenSSL.
#pragma once

#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

template <auto free>
struct Free {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;

enum class Kind { rsa, p256 };
const char* name(Kind kind);  // "RSA-2048"

Key key_of(const std::string& vector);                  // "alice": alice.key of tests/vectors
Certificate certificate_of(const std::string& vector);  // "alice": alice.pem

// `count` distinct public keys. RSA moduli are the products of pairs out of few primes, for making
// a thousand from fresh primes would take minutes; each is a sound 2048-bit modulus.
std::vector<Key> make_keys(Kind kind, std::size_t count);
// A certificate for `address` over `key`, issued by the ca of tests/vectors. DER.
std::string issue(EVP_PKEY& key, const std::string& address);

// SubjectPublicKeyInfo: what a program that stores bare keys would store.
std::string stored_form(EVP_PKEY& key);

// SignedData over `content`, DER; detached, with the usual attributes.
std::string sign(std::string_view content, const std::string& vector);
// EnvelopedData for the list `notes` of tests/vectors, DER.
std::string encrypt(std::string_view content);

}  // namespace bench
