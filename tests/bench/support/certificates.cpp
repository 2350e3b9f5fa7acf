#include "certificates.hpp"

#include "support/paths.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>

namespace bench {

namespace {

using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using NumberContext = std::unique_ptr<BN_CTX, Free<BN_CTX_free>>;
using Cms = std::unique_ptr<CMS_ContentInfo, Free<CMS_ContentInfo_free>>;
using Memory = std::unique_ptr<BIO, Free<BIO_free>>;
using File = std::unique_ptr<FILE, Free<fclose>>;

// A benchmark that cannot be set up has nothing to say.
template <class T>
T need(T made, const char* doing) {
  if (made) return made;
  std::fprintf(stderr, "bench: %s\n", doing);
  ERR_print_errors_fp(stderr);
  std::exit(1);
}

File open_vector(const std::string& name) {
  return need(File(std::fopen((test::vectors() / name).c_str(), "rb")), name.c_str());
}

template <class T, class Write>
std::string der(Write write, T* object) {
  unsigned char* bytes = nullptr;
  const int size = write(object, &bytes);
  need(size > 0, "writing DER");
  std::string text(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return text;
}

Memory memory(std::string_view text) {
  return Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Key rsa_key(const BIGNUM& p, const BIGNUM& q) {
  const NumberContext context(BN_CTX_new());
  const Number modulus(BN_new()), exponent(BN_new());
  need(BN_mul(modulus.get(), &p, &q, context.get()) && BN_set_word(exponent.get(), 65537),
       "making a modulus");
  const std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD_free>> build(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  const std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM_free>> numbers(
      OSSL_PARAM_BLD_to_param(build.get()));
  const std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>> maker(
      EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  need(EVP_PKEY_fromdata_init(maker.get()) == 1 &&
           EVP_PKEY_fromdata(maker.get(), &key, EVP_PKEY_PUBLIC_KEY, numbers.get()) == 1,
       "making an RSA key");
  return Key(key);
}

std::vector<Key> rsa_keys(std::size_t count) {
  std::vector<Number> primes;
  std::vector<Key> keys;
  while (keys.size() < count) {
    Number prime(BN_new());
    need(BN_generate_prime_ex(prime.get(), 1024, 0, nullptr, nullptr, nullptr), "a prime");
    for (const auto& other : primes)
      if (keys.size() < count) keys.push_back(rsa_key(*prime, *other));
    primes.push_back(std::move(prime));
  }
  return keys;
}

void add_extension(X509& certificate, int nid, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
  need(extension && X509_add_ext(&certificate, extension, -1), "an extension");
  X509_EXTENSION_free(extension);
}

}  // namespace

const char* name(Kind kind) { return kind == Kind::rsa ? "RSA-2048" : "P-256"; }

Key key_of(const std::string& vector) {
  const auto file = open_vector(vector + ".key");
  return need(Key(PEM_read_PrivateKey(file.get(), nullptr, nullptr, nullptr)), "reading a key");
}

Certificate certificate_of(const std::string& vector) {
  const auto file = open_vector(vector + ".pem");
  return need(Certificate(PEM_read_X509(file.get(), nullptr, nullptr, nullptr)), "a certificate");
}

std::vector<Key> make_keys(Kind kind, std::size_t count) {
  if (kind == Kind::rsa) return rsa_keys(count);
  std::vector<Key> keys;
  while (keys.size() < count) keys.push_back(need(Key(EVP_EC_gen("P-256")), "a key"));
  return keys;
}

std::string issue(EVP_PKEY& key, const std::string& address) {
  static const auto ca = certificate_of("ca");
  static const auto ca_key = key_of("ca");
  static long serial = 1'000'000;
  const Certificate certificate(X509_new());
  X509& made = *certificate;
  X509_set_version(&made, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(&made), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(&made), -86'400);
  X509_gmtime_adj(X509_getm_notAfter(&made), 86'400L * 365);
  X509_set_issuer_name(&made, X509_get_subject_name(ca.get()));
  X509_set_pubkey(&made, &key);
  add_extension(made, NID_subject_alt_name, "email:" + address);
  need(X509_sign(&made, ca_key.get(), EVP_sha256()) > 0, "signing a certificate");
  return der(i2d_X509, &made);
}

std::string stored_form(EVP_PKEY& key) { return der(i2d_PUBKEY, &key); }

std::string sign(std::string_view content, const std::string& vector) {
  const auto key = key_of(vector);
  const auto certificate = certificate_of(vector);
  const auto in = memory(content);
  const Cms cms(
      need(CMS_sign(certificate.get(), key.get(), nullptr, in.get(), CMS_DETACHED | CMS_BINARY),
           "signing"));
  return der(i2d_CMS_ContentInfo, cms.get());
}

std::string encrypt(std::string_view content) {
  const auto certificate = certificate_of("notes");
  STACK_OF(X509)* to = sk_X509_new_null();
  sk_X509_push(to, certificate.get());
  const auto in = memory(content);
  const Cms cms(need(CMS_encrypt(to, in.get(), EVP_aes_256_cbc(), CMS_BINARY), "encrypting"));
  sk_X509_free(to);
  return der(i2d_CMS_ContentInfo, cms.get());
}

}  // namespace bench
