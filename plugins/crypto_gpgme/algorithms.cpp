#include "algorithms.hpp"

#include "asn1.hpp"

#include <gcrypt.h>

#include <algorithm>
#include <iterator>

namespace {

constexpr Digest digests[] = {
    {"2.16.840.1.101.3.4.2.1", "SHA256", GCRY_MD_SHA256, false},
    {"2.16.840.1.101.3.4.2.2", "SHA384", GCRY_MD_SHA384, false},
    {"2.16.840.1.101.3.4.2.3", "SHA512", GCRY_MD_SHA512, false},
    {"2.16.840.1.101.3.4.2.4", "SHA224", GCRY_MD_SHA224, false},
    {"1.3.14.3.2.26", "SHA1", GCRY_MD_SHA1, true},
    {"1.2.840.113549.2.5", "MD5", GCRY_MD_MD5, true},
    {"1.2.840.113549.1.1.11", "SHA256", GCRY_MD_SHA256, false},
    {"1.2.840.113549.1.1.12", "SHA384", GCRY_MD_SHA384, false},
    {"1.2.840.113549.1.1.13", "SHA512", GCRY_MD_SHA512, false},
    {"1.2.840.113549.1.1.5", "SHA1", GCRY_MD_SHA1, true},
    {"1.2.840.113549.1.1.4", "MD5", GCRY_MD_MD5, true},
};

struct KnownSignature {
  const char* identifier;
  SignatureAlgorithm algorithm;
};
constexpr KnownSignature signatures[] = {
    {"1.2.840.113549.1.1.1", {"RSA", true}},   {"1.2.840.113549.1.1.4", {"RSA", true}},
    {"1.2.840.113549.1.1.5", {"RSA", true}},   {"1.2.840.113549.1.1.11", {"RSA", true}},
    {"1.2.840.113549.1.1.12", {"RSA", true}},  {"1.2.840.113549.1.1.13", {"RSA", true}},
    {"1.2.840.113549.1.1.14", {"RSA", true}},  {"1.2.840.113549.1.1.10", {"RSA-PSS", true}},
    {"1.2.840.10045.2.1", {"ECDSA", true}},    {"1.2.840.10045.4.1", {"ECDSA", true}},
    {"1.2.840.10045.4.3.1", {"ECDSA", true}},  {"1.2.840.10045.4.3.2", {"ECDSA", true}},
    {"1.2.840.10045.4.3.3", {"ECDSA", true}},  {"1.2.840.10045.4.3.4", {"ECDSA", true}},
    {"1.2.840.10040.4.1", {"DSA", true}},      {"1.2.840.10040.4.3", {"DSA", true}},
    {"2.16.840.1.101.3.4.3.1", {"DSA", true}}, {"2.16.840.1.101.3.4.3.2", {"DSA", true}},
    {"1.3.101.112", {"Ed25519", false}},       {"1.3.101.113", {"Ed448", false}},
};

constexpr std::string_view weak_signatures[] = {
    "1.2.840.113549.1.1.2", "1.2.840.113549.1.1.3", "1.2.840.113549.1.1.4", "1.2.840.113549.1.1.5",
    "1.3.14.3.2.3",         "1.3.14.3.2.15",        "1.3.14.3.2.27",        "1.3.14.3.2.29",
    "1.2.840.10040.4.3",    "1.2.840.10045.4.1",
};

struct SignatureDigest {
  std::string_view identifier;
  std::uint32_t bits;
};
constexpr SignatureDigest signature_digests[] = {
    {"1.2.840.113549.1.1.14", 224},  {"1.2.840.113549.1.1.11", 256},
    {"1.2.840.113549.1.1.12", 384},  {"1.2.840.113549.1.1.13", 512},
    {"1.2.840.10045.4.3.1", 224},    {"1.2.840.10045.4.3.2", 256},
    {"1.2.840.10045.4.3.3", 384},    {"1.2.840.10045.4.3.4", 512},
    {"2.16.840.1.101.3.4.3.1", 224}, {"2.16.840.1.101.3.4.3.2", 256},
};

// gpgsm 2.2 reads no AuthEnvelopedData, and fails at RC2 and DES.
constexpr ContentCipher ciphers[] = {
    {"2.16.840.1.101.3.4.1.42", "AES-256-CBC", false, true},
    {"2.16.840.1.101.3.4.1.22", "AES-192-CBC", false, true},
    {"2.16.840.1.101.3.4.1.2", "AES-128-CBC", false, true},
    {"2.16.840.1.101.3.4.1.46", "AES-256-GCM", true, false},
    {"2.16.840.1.101.3.4.1.26", "AES-192-GCM", true, false},
    {"2.16.840.1.101.3.4.1.6", "AES-128-GCM", true, false},
    {"1.2.840.113549.3.7", "DES-EDE3-CBC", false, true},
    {"1.2.392.200011.61.1.1.1.4", "CAMELLIA-256-CBC", false, false},
    {"1.2.392.200011.61.1.1.1.3", "CAMELLIA-192-CBC", false, false},
    {"1.2.392.200011.61.1.1.1.2", "CAMELLIA-128-CBC", false, false},
    {"1.2.840.113549.3.2", "RC2-CBC", false, false},
    {"1.3.14.3.2.7", "DES-CBC", false, false},
};

struct Curve {
  std::string_view identifier, name;
};
constexpr Curve curves[] = {
    {"1.2.840.10045.3.1.1", "EC P-192"},
    {"1.3.132.0.33", "EC P-224"},
    {"1.2.840.10045.3.1.7", "EC P-256"},
    {"1.3.132.0.34", "EC P-384"},
    {"1.3.132.0.35", "EC P-521"},
    {"1.3.132.0.10", "EC secp256k1"},
    {"1.3.36.3.3.2.8.1.1.7", "EC brainpoolP256r1"},
    {"1.3.36.3.3.2.8.1.1.11", "EC brainpoolP384r1"},
    {"1.3.36.3.3.2.8.1.1.13", "EC brainpoolP512r1"},
};

template <class Row, std::size_t N>
const Row* find(const Row (&table)[N], std::string_view identifier) {
  const auto found = std::find_if(std::begin(table), std::end(table),
                                  [&](const Row& row) { return row.identifier == identifier; });
  return found == std::end(table) ? nullptr : found;
}

}  // namespace

const Digest* digest_of(std::string_view identifier) { return find(digests, identifier); }

SignatureAlgorithm signature_algorithm(std::string_view identifier) {
  const auto* known = find(signatures, identifier);
  return known ? known->algorithm : SignatureAlgorithm{};
}

// RFC 4055 section 3.1: { [0] hash, [1] mask generation, [2] salt length, [3] trailer }.
bool is_usual_pss(std::string_view algorithm) { return usual_pss_digest(algorithm) != nullptr; }

const Digest* usual_pss_digest(std::string_view algorithm) {
  asn1::Reader reader(algorithm);
  reader.next(asn1::identifier);
  auto parameters = reader.enter(asn1::sequence);
  auto hash = parameters ? parameters->enter(asn1::nested(0)) : std::nullopt;
  if (!hash) return nullptr;  // SHA-1 with a salt of 20 octets, by default
  parameters->next(asn1::nested(1));
  auto salt = parameters->enter(asn1::nested(2));
  auto hash_algorithm = hash->enter(asn1::sequence);
  const auto identifier = hash_algorithm ? hash_algorithm->next(asn1::identifier) : std::nullopt;
  const auto length = salt ? salt->next(asn1::integer) : std::nullopt;
  const auto* digest = identifier ? digest_of(asn1::dotted(identifier->content)) : nullptr;
  const bool usual =
      digest && length && length->content.size() == 1 &&
      static_cast<unsigned char>(length->content[0]) == gcry_md_get_algo_dlen(digest->gcrypt);
  return usual ? digest : nullptr;
}

bool key_is_checked(std::string_view key) {
  return key == "RSA" || key == "DSA" || key == "EC P-256" || key == "EC P-384";
}

bool is_weak_signature(std::string_view identifier) {
  return std::find(std::begin(weak_signatures), std::end(weak_signatures), identifier) !=
         std::end(weak_signatures);
}

std::uint32_t digest_bits_of_signature(std::string_view identifier) {
  const auto* known = find(signature_digests, identifier);
  return known ? known->bits : 0;
}

std::uint32_t digest_bits(const Digest& digest) { return 8 * gcry_md_get_algo_dlen(digest.gcrypt); }

const ContentCipher* content_cipher(std::string_view identifier) {
  return find(ciphers, identifier);
}

std::string curve_name(std::string_view identifier) {
  const auto* curve = find(curves, identifier);
  return curve ? std::string(curve->name) : "EC " + std::string(identifier);
}
