#include "recipient.hpp"

#include "certificate.hpp"
#include "der.hpp"

#include <array>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

namespace crypto_openssl {

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

using Number = Owned<BIGNUM, BN_free>;

constexpr std::array curves = {std::pair(KeyKind::p256, "P-256"), std::pair(KeyKind::p384, "P-384"),
                               std::pair(KeyKind::p521, "P-521")};

std::string issuer_and_serial(const X509* certificate) {
  unsigned char *issuer = nullptr, *serial = nullptr;
  const int issuer_size = i2d_X509_NAME(X509_get_issuer_name(certificate), &issuer);
  const int serial_size = i2d_ASN1_INTEGER(X509_get0_serialNumber(certificate), &serial);
  std::string content;
  if (issuer_size > 0)
    content.append(reinterpret_cast<char*>(issuer), static_cast<std::size_t>(issuer_size));
  if (serial_size > 0)
    content.append(reinterpret_cast<char*>(serial), static_cast<std::size_t>(serial_size));
  OPENSSL_free(issuer);
  OPENSSL_free(serial);
  return der::element(der::sequence, content);
}

std::string number_bytes(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) return {};
  const Number owned(number);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
  return bytes;
}

// Modulus and exponent, each behind its length.
std::string rsa_numbers(const EVP_PKEY* key) {
  return der::element(der::integer, number_bytes(key, OSSL_PKEY_PARAM_RSA_N)) +
         der::element(der::integer, number_bytes(key, OSSL_PKEY_PARAM_RSA_E));
}

std::string point_of(const EVP_PKEY* key) {
  std::array<unsigned char, 200> point{};
  std::size_t size = 0;
  if (EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(),
                                      &size) != 1)
    return {};
  return std::string(reinterpret_cast<char*>(point.data()), size);
}

std::optional<KeyKind> kind_of(const EVP_PKEY* key) {
  const auto algorithm = key_algorithm(key);
  if (algorithm == "RSA") return KeyKind::rsa;
  for (const auto& [kind, name] : curves)
    if (algorithm == std::string("EC ") + name) return kind;
  return std::nullopt;
}

// Once, here: sealing then trusts it. A point off its curve would give our ephemeral key away.
Result<void> check_key(EVP_PKEY* key) {
  const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  if (context && EVP_PKEY_public_check(context.get()) == 1) return {};
  return failure(Code::unusable, "the key in the certificate is broken");
}

Result<PrivateKey> load(const char* type, OSSL_PARAM* params) {
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
    return failure(Code::unusable, "loading a prepared key");
  return PrivateKey(key);
}

// OSSL_PARAM wants integers in the machine's byte order; a BIGNUM knows how.
Result<PrivateKey> load_rsa(std::string_view numbers) {
  der::Walk walk(numbers);
  const auto n = walk.take(der::integer), e = walk.take(der::integer);
  if (!n || !e) return Err(Code::unusable, "a prepared RSA key is broken");
  const auto number = [](std::string_view bytes) {
    return Number(BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                            static_cast<int>(bytes.size()), nullptr));
  };
  const auto modulus = number(n->content), exponent = number(e->content);
  std::array<unsigned char, 2048> modulus_bytes{};
  std::array<unsigned char, 512> exponent_bytes{};
  if (n->content.size() > modulus_bytes.size() || e->content.size() > exponent_bytes.size() ||
      !modulus || !exponent)
    return Err(Code::unusable, "a prepared RSA key is too long");
  BN_bn2nativepad(modulus.get(), modulus_bytes.data(), static_cast<int>(n->content.size()));
  BN_bn2nativepad(exponent.get(), exponent_bytes.data(), static_cast<int>(e->content.size()));
  OSSL_PARAM params[] = {
      OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, modulus_bytes.data(), n->content.size()),
      OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, exponent_bytes.data(), e->content.size()),
      OSSL_PARAM_construct_end()};
  return load("RSA", params);
}

Result<PrivateKey> load_ec(const char* curve, std::string_view point) {
  std::string group(curve), bytes(point);
  OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size()),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, bytes.data(), bytes.size()),
      OSSL_PARAM_construct_end()};
  return load("EC", params);
}

}  // namespace

const char* curve_name(KeyKind kind) {
  for (const auto& [known, name] : curves)
    if (known == kind) return name;
  return "";
}

Result<std::string> prepare(std::string_view certificate_der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(certificate_der.data());
  const X509Owned certificate(d2i_X509(nullptr, &bytes, static_cast<long>(certificate_der.size())));
  if (!certificate) return failure(Code::unusable, "reading a certificate");
  auto* key = X509_get0_pubkey(certificate.get());
  const auto kind = kind_of(key);
  if (!kind) {
    ERR_clear_error();
    return Err(Code::unsupported,
               "nothing can be encrypted to a key of the kind " + key_algorithm(key));
  }
  if (!may_encrypt(certificate.get()))
    return Err(Code::unusable, "the certificate is not for encryption");
  if (auto good = check_key(key); !good) return good.error();
  const auto who = issuer_and_serial(certificate.get());
  std::string prepared;
  prepared += static_cast<char>(prepare_version);
  prepared += static_cast<char>(*kind);
  return prepared + who +
         der::element(der::octet_string, *kind == KeyKind::rsa ? rsa_numbers(key) : point_of(key));
}

Result<PreparedRecipient> read_prepared(std::string_view bytes) {
  const auto broken = Err(Code::unusable, "what was prepared for a recipient is broken",
                          "import the certificate again");
  if (bytes.size() < 2 || static_cast<unsigned char>(bytes[0]) != prepare_version) return broken;
  const auto kind = static_cast<KeyKind>(bytes[1]);
  if (kind < KeyKind::rsa || kind > KeyKind::p521) return broken;
  der::Walk walk(bytes.substr(2));
  const auto who = walk.take(der::sequence), key = walk.take(der::octet_string);
  if (!who || !key) return broken;
  return PreparedRecipient{kind, who->whole, key->content};
}

Result<PrivateKey> load_public_key(const PreparedRecipient& recipient) {
  return recipient.kind == KeyKind::rsa ? load_rsa(recipient.key)
                                        : load_ec(curve_name(recipient.kind), recipient.key);
}

}  // namespace crypto_openssl
