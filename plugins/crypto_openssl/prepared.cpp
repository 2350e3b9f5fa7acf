#include "prepared.hpp"

#include "certificate.hpp"
#include "der.hpp"
#include "errors.hpp"
#include "strength.hpp"
#include "usage.hpp"

#include <openssl/core_names.h>

#include <optional>

namespace prepared {

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

constexpr std::size_t checksum_size = 8;
constexpr int largest_rsa = 16384;           // bits: OPENSSL_RSA_MAX_MODULUS_BITS
constexpr std::size_t largest_exponent = 8;  // bytes

void put(std::string& out, std::string_view field) {
  out += static_cast<char>(field.size() >> 8);
  out += static_cast<char>(field.size() & 0xff);
  out += field;
}

std::optional<std::string_view> take(std::string_view& rest) {
  if (rest.size() < 2) return std::nullopt;
  const auto size = static_cast<std::size_t>(static_cast<unsigned char>(rest[0])) << 8 |
                    static_cast<unsigned char>(rest[1]);
  rest.remove_prefix(2);
  if (size > rest.size()) return std::nullopt;
  const auto field = rest.substr(0, size);
  rest.remove_prefix(size);
  return field;
}

// Against damage, not against an adversary: whoever can write here can write certificates.
std::string checksum(std::string_view bytes, const EVP_MD& sha256) {
  unsigned char digest[EVP_MAX_MD_SIZE] = {};
  if (!EVP_Digest(bytes.data(), bytes.size(), digest, nullptr, &sha256, nullptr)) return {};
  return std::string(openssl::text(digest, checksum_size));
}

std::string identifier_of(X509& certificate) {
  return der::element(der::sequence,
                      openssl::der(i2d_X509_NAME, X509_get_issuer_name(&certificate)) +
                          openssl::der(i2d_ASN1_INTEGER, X509_get0_serialNumber(&certificate)));
}

std::string little_endian(const EVP_PKEY& key, const char* parameter) {
  BIGNUM* number = nullptr;
  if (!EVP_PKEY_get_bn_param(&key, parameter, &number)) return {};
  const openssl::Owned<BIGNUM, BN_free> owned(number);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  if (BN_bn2lebinpad(number, openssl::data(bytes), static_cast<int>(bytes.size())) < 0) return {};
  return bytes;
}

std::optional<Kind> kind_of_curve(const EVP_PKEY& key) {
  const auto name = key_name(key);
  if (name == "EC P-256") return Kind::p256;
  if (name == "EC P-384") return Kind::p384;
  if (name == "EC P-521") return Kind::p521;
  return std::nullopt;
}

Result<std::string> rsa_fields(const EVP_PKEY& key) {
  if (EVP_PKEY_get_bits(&key) > largest_rsa)
    return Err(Code::unusable, "an RSA key of more than " + std::to_string(largest_rsa) + " bits");
  const auto modulus = little_endian(key, OSSL_PKEY_PARAM_RSA_N);
  const auto exponent = little_endian(key, OSSL_PKEY_PARAM_RSA_E);
  const bool odd = !modulus.empty() && (modulus[0] & 1) && !exponent.empty() && (exponent[0] & 1);
  if (!odd || exponent.size() > largest_exponent || (exponent.size() == 1 && exponent[0] == 1))
    return Err(Code::unusable, "the RSA key is none that could be encrypted to");
  std::string fields;
  put(fields, modulus);
  put(fields, exponent);
  return fields;
}

// The one place where a member's point is checked to lie on its curve (SP 800-56A section 5.6.2.3).
Result<std::string> curve_fields(EVP_PKEY& key) {
  const openssl::KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, &key, nullptr));
  if (!context || EVP_PKEY_public_check(context.get()) != 1)
    return openssl::failure(Code::unusable, "the point of the key is not on its curve");
  if (!EVP_PKEY_set_utf8_string_param(&key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                      OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED))
    return openssl::failure(Code::failed, "writing the point of the key");
  unsigned char* point = nullptr;
  const auto size = EVP_PKEY_get1_encoded_public_key(&key, &point);
  const openssl::Bytes owned(point);
  if (size == 0) return openssl::failure(Code::failed, "writing the point of the key");
  std::string fields;
  put(fields, openssl::text(point, size));
  return fields;
}

Result<Kind> encryptable(X509& certificate, const EVP_PKEY* key) {
  if (!key) return openssl::failure(Code::unsupported, "its key cannot be read");
  const auto name = key_name(*key);
  const bool rsa = EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
  const auto kind = rsa ? std::optional(Kind::rsa) : kind_of_curve(*key);
  if (!kind) return Err(Code::unsupported, "encrypting to a key of the kind " + name);
  if (!(usage_of(certificate) & CHANCERY_MAY_ENCRYPT))
    return Err(Code::unusable, "the certificate is not meant for encrypting mail to it");
  if (key_is_weak(*key))
    return Err(Code::unusable, "its key, " + name + " with " +
                                   std::to_string(EVP_PKEY_get_bits(key)) +
                                   " bits, is below the floor");
  return *kind;
}

std::size_t point_size(Kind kind) {
  switch (kind) {
    case Kind::p256: return 65;
    case Kind::p384: return 97;
    case Kind::p521: return 133;
    case Kind::rsa: return 0;
  }
  return 0;
}

bool plausible(const Recipient& recipient) {
  if (!der::is_one(der::sequence, recipient.identifier)) return false;
  if (recipient.kind != Kind::rsa) return recipient.key.size() == point_size(recipient.kind);
  return recipient.key.size() >= 256 && recipient.key.size() <= largest_rsa / 8 &&
         !recipient.exponent.empty() && recipient.exponent.size() <= largest_exponent;
}

std::optional<Recipient> parse(std::string_view rest) {
  const auto kind = static_cast<unsigned char>(rest[1]);
  if (static_cast<unsigned char>(rest[0]) != version || kind < 1 || kind > 4) return std::nullopt;
  rest.remove_prefix(2);
  Recipient recipient{static_cast<Kind>(kind), {}, {}, {}};
  const auto identifier = take(rest);
  const auto key = identifier ? take(rest) : std::nullopt;
  if (!key) return std::nullopt;
  recipient.identifier = *identifier;
  recipient.key = *key;
  if (recipient.kind == Kind::rsa) {
    const auto exponent = take(rest);
    if (!exponent) return std::nullopt;
    recipient.exponent = *exponent;
  }
  if (!rest.empty() || !plausible(recipient)) return std::nullopt;
  return recipient;
}

}  // namespace

const char* curve(Kind kind) {
  switch (kind) {
    case Kind::p256: return "P-256";
    case Kind::p384: return "P-384";
    case Kind::p521: return "P-521";
    case Kind::rsa: return nullptr;
  }
  return nullptr;
}

Result<std::string> make(std::string_view certificate_der, const EVP_MD& sha256) {
  auto read = read_certificates(certificate_der, "the certificate");
  if (!read) return read.error();
  X509& certificate = *read->front();
  EVP_PKEY* key = X509_get0_pubkey(&certificate);
  const auto kind = encryptable(certificate, key);
  if (!kind) return kind.error();
  const auto fields = *kind == Kind::rsa ? rsa_fields(*key) : curve_fields(*key);
  if (!fields) return fields.error();
  const auto identifier = identifier_of(certificate);
  if (identifier.size() > 0xffff) return Err(Code::unusable, "the name of its issuer is too long");
  std::string bytes{static_cast<char>(version), static_cast<char>(*kind)};
  put(bytes, identifier);
  bytes += *fields;
  return bytes + checksum(bytes, sha256);
}

Result<Recipient> read(std::string_view bytes, const EVP_MD& sha256) {
  const auto damaged = [] { return Err(Code::unusable, "what was prepared of it is damaged"); };
  if (bytes.size() < 2 + checksum_size) return damaged();
  const auto body = bytes.substr(0, bytes.size() - checksum_size);
  if (bytes.substr(body.size()) != checksum(body, sha256)) return damaged();
  const auto recipient = parse(body);
  if (!recipient) return damaged();
  return *recipient;
}

}  // namespace prepared
