#include "prepared.hpp"

#include "asn1.hpp"
#include "certificate.hpp"

#include <optional>

namespace prepared {

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

constexpr std::size_t checksum_size = 8;
constexpr std::size_t least_modulus = 256, largest_modulus = 2048, largest_exponent = 8;  // octets

void put(std::string& out, std::string_view field) {
  out += static_cast<char>(field.size() >> 8);
  out += static_cast<char>(field.size() & 0xff);
  out += field;
}

std::optional<std::string_view> take(std::string_view& rest) {
  if (rest.size() < 2) return std::nullopt;
  const auto size = static_cast<std::size_t>(static_cast<unsigned char>(rest[0])) << 8 |
                    static_cast<unsigned char>(rest[1]);
  if (size > rest.size() - 2) return std::nullopt;
  const auto field = rest.substr(2, size);
  rest.remove_prefix(2 + size);
  return field;
}

// Against damage, not against an adversary: whoever can write here can write certificates.
std::string checksum(std::string_view bytes) {
  return digest(bytes, GCRY_MD_SHA256).substr(0, checksum_size);
}

bool is_odd(std::string_view number) { return !number.empty() && (number.back() & 1); }

bool plausible(const Recipient& recipient) {
  const bool exponent = is_odd(recipient.exponent) && recipient.exponent != "\x01" &&
                        recipient.exponent.size() <= largest_exponent;
  return exponent && is_odd(recipient.modulus) && recipient.modulus.size() >= least_modulus &&
         recipient.modulus.size() <= largest_modulus;
}

Result<void> encryptable(const Certificate& certificate) {
  const auto& name = certificate.key_algorithm;
  if (name != "RSA") return Err(Code::unsupported, "encrypting to a key of the kind " + name);
  if (!(certificate.usage & CHANCERY_MAY_ENCRYPT))
    return Err(Code::unusable, "the certificate is not meant for encrypting mail to it");
  if (certificate.weak_key)
    return Err(Code::unusable, "its key, RSA with " + std::to_string(certificate.key_bits) +
                                   " bits, is below the floor");
  return {};
}

struct Numbers {
  std::string modulus, exponent;
};

// SubjectPublicKeyInfo over RSAPublicKey.
std::optional<Numbers> numbers_of(const Certificate& certificate) {
  auto info = asn1::Reader(certificate.public_key_der).enter(asn1::sequence);
  if (!info || !info->next(asn1::sequence)) return std::nullopt;
  const auto bits = info->next(asn1::bit_string);
  if (!bits || bits->content.empty()) return std::nullopt;
  auto key = asn1::Reader(bits->content.substr(1)).enter(asn1::sequence);
  const auto modulus = key ? key->next(asn1::integer) : std::nullopt;
  const auto exponent = modulus ? key->next(asn1::integer) : std::nullopt;
  if (!exponent || asn1::is_negative(modulus->content) || asn1::is_negative(exponent->content))
    return std::nullopt;
  return Numbers{asn1::magnitude(modulus->content), asn1::magnitude(exponent->content)};
}

}  // namespace

Result<std::string> make(std::string_view input) {
  const auto certificates = read_certificates(input, "the certificate");
  if (!certificates) return certificates.error();
  const auto& certificate = certificates->front();
  if (auto fit = encryptable(certificate); !fit) return fit.error();
  const auto numbers = numbers_of(certificate);
  const auto identifier =
      asn1::join(asn1::sequence, {certificate.issuer_der, certificate.serial_der});
  if (!numbers || !plausible({identifier, numbers->modulus, numbers->exponent}))
    return Err(Code::unusable, "the RSA key is none that could be encrypted to");
  if (identifier.size() > 0xffff) return Err(Code::unusable, "the name of its issuer is too long");
  std::string bytes(1, static_cast<char>(version));
  put(bytes, identifier);
  put(bytes, numbers->modulus);
  put(bytes, numbers->exponent);
  return bytes + checksum(bytes);
}

Result<Recipient> read(std::string_view bytes) {
  const auto damaged = [] { return Err(Code::unusable, "what was prepared of it is damaged"); };
  if (bytes.size() < 1 + checksum_size) return damaged();
  auto rest = bytes.substr(0, bytes.size() - checksum_size);
  if (bytes.substr(rest.size()) != checksum(rest)) return damaged();
  if (static_cast<unsigned char>(rest[0]) != version) return damaged();
  rest.remove_prefix(1);
  const auto identifier = take(rest);
  const auto modulus = identifier ? take(rest) : std::nullopt;
  const auto exponent = modulus ? take(rest) : std::nullopt;
  if (!exponent || !rest.empty()) return damaged();
  const Recipient recipient{*identifier, *modulus, *exponent};
  return plausible(recipient) ? Result<Recipient>(recipient) : Result<Recipient>(damaged());
}

}  // namespace prepared
