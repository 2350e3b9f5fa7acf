#include "strength.hpp"

#include <algorithm>
#include <array>

namespace {

constexpr int digests[] = {
    NID_sha256,   NID_sha384,   NID_sha512,   NID_sha224,   NID_sha512_256, NID_sha512_224,
    NID_sha3_256, NID_sha3_384, NID_sha3_512, NID_sha3_224, NID_sha1,       NID_md5,
};

// Collisions are affordable: RFC 8550 section 4.3 and what came after.
constexpr int broken_digests[] = {NID_md2, NID_md4, NID_md5, NID_mdc2, NID_sha, NID_sha1};

constexpr ContentCipher ciphers[] = {
    {NID_aes_256_cbc, "AES-256-CBC", false, false},
    {NID_aes_192_cbc, "AES-192-CBC", false, false},
    {NID_aes_128_cbc, "AES-128-CBC", false, false},
    {NID_aes_256_gcm, "AES-256-GCM", true, false},
    {NID_aes_192_gcm, "AES-192-GCM", true, false},
    {NID_aes_128_gcm, "AES-128-GCM", true, false},
    {NID_des_ede3_cbc, "DES-EDE3-CBC", false, false},
    {NID_camellia_256_cbc, "CAMELLIA-256-CBC", false, false},
    {NID_camellia_192_cbc, "CAMELLIA-192-CBC", false, false},
    {NID_camellia_128_cbc, "CAMELLIA-128-CBC", false, false},
    {NID_rc2_cbc, "RC2-CBC", false, true},
    {NID_des_cbc, "DES-CBC", false, true},
};

bool is_broken(int digest) {
  return std::find(std::begin(broken_digests), std::end(broken_digests), digest) !=
         std::end(broken_digests);
}

// 0: a digest that this library does not have.
std::uint32_t digest_bits(int digest) {
  const auto* known = EVP_get_digestbynid(digest);
  return known ? 8u * static_cast<std::uint32_t>(EVP_MD_get_size(known)) : 0;
}

bool is_below(int digest, const Floor& floor) {
  return is_broken(digest) || digest_bits(digest) < floor.digest_bits;
}

// RFC 4055 section 3.1: SHA-1 where nothing is said.
int digest_of_pss(const X509_ALGOR& algorithm) {
  int type = 0;
  const void* value = nullptr;
  X509_ALGOR_get0(nullptr, &type, &value, &algorithm);
  if (type != V_ASN1_SEQUENCE) return NID_sha1;
  const auto der = openssl::text(*static_cast<const ASN1_STRING*>(value));
  const auto* at = openssl::data(der);
  using Parameters = openssl::Owned<RSA_PSS_PARAMS, RSA_PSS_PARAMS_free>;
  const Parameters said(d2i_RSA_PSS_PARAMS(nullptr, &at, static_cast<long>(der.size())));
  return said && said->hashAlgorithm ? OBJ_obj2nid(said->hashAlgorithm->algorithm) : NID_sha1;
}

// The kind of key that a signature algorithm speaks of.
int key_of_signature(const ASN1_OBJECT& algorithm) {
  const int nid = OBJ_obj2nid(&algorithm);
  int key = NID_undef;
  switch (nid) {
    case NID_rsaEncryption:
    case NID_rsassaPss:
    case NID_X9_62_id_ecPublicKey:
    case NID_dsa:
    case NID_ED25519: return nid;
    default: return OBJ_find_sigid_algs(nid, nullptr, &key) ? key : NID_undef;
  }
}

std::string curve_name(const EVP_PKEY& key) {
  std::array<char, 80> group{};
  if (EVP_PKEY_get_group_name(&key, group.data(), group.size(), nullptr) != 1) return "EC";
  const int nid = OBJ_txt2nid(group.data());
  const char* common = EC_curve_nid2nist(nid);
  return std::string("EC ") + (common ? common : group.data());
}

}  // namespace

std::string algorithm_name(const ASN1_OBJECT& algorithm) {
  const int nid = OBJ_obj2nid(&algorithm);
  if (nid != NID_undef) return OBJ_nid2sn(nid);
  std::array<char, 128> dotted{};
  OBJ_obj2txt(dotted.data(), dotted.size(), &algorithm, 1);
  return dotted.data();
}

int digest_of(const ASN1_OBJECT& algorithm) {
  const int nid = OBJ_obj2nid(&algorithm);
  int digest = NID_undef;
  return OBJ_find_sigid_algs(nid, &digest, nullptr) && digest != NID_undef ? digest : nid;
}

std::string digest_name(const ASN1_OBJECT& algorithm) {
  const int digest = digest_of(algorithm);
  return digest == NID_undef ? algorithm_name(algorithm) : OBJ_nid2sn(digest);
}

Strength digest_strength(int digest, const Floor& floor) {
  if (std::find(std::begin(digests), std::end(digests), digest) == std::end(digests))
    return Strength::unknown;
  return is_below(digest, floor) ? Strength::weak : Strength::sound;
}

std::string signature_name(const ASN1_OBJECT& algorithm) {
  switch (key_of_signature(algorithm)) {
    case NID_rsaEncryption: return "RSA";
    case NID_rsassaPss: return "RSA-PSS";
    case NID_X9_62_id_ecPublicKey: return "ECDSA";
    case NID_dsa: return "DSA";
    case NID_ED25519: return "Ed25519";
    default: return algorithm_name(algorithm);
  }
}

bool signature_supported(const ASN1_OBJECT& algorithm) {
  switch (key_of_signature(algorithm)) {
    case NID_rsaEncryption:
    case NID_rsassaPss:
    case NID_X9_62_id_ecPublicKey:
    case NID_dsa:
    case NID_ED25519: return true;
    default: return false;
  }
}

std::string key_name(const EVP_PKEY& key) {
  switch (EVP_PKEY_get_base_id(&key)) {
    case EVP_PKEY_RSA: return "RSA";
    case EVP_PKEY_RSA_PSS: return "RSA-PSS";
    case EVP_PKEY_DSA: return "DSA";
    case EVP_PKEY_DH:
    case EVP_PKEY_DHX: return "DH";
    case EVP_PKEY_EC: return curve_name(key);
    case EVP_PKEY_ED25519: return "Ed25519";
    case EVP_PKEY_ED448: return "Ed448";
    case EVP_PKEY_X25519: return "X25519";
    case EVP_PKEY_X448: return "X448";
    default: {
      const char* name = EVP_PKEY_get0_type_name(&key);
      return name ? name : "unknown";
    }
  }
}

int key_bits(const EVP_PKEY& key) {
  const auto kind = EVP_PKEY_get_base_id(&key);
  const bool of_256 = kind == EVP_PKEY_ED25519 || kind == EVP_PKEY_X25519;
  return of_256 ? 256 : std::max(EVP_PKEY_get_bits(&key), 0);
}

bool key_is_weak(const EVP_PKEY& key, const Floor& floor) {
  const auto bits = static_cast<std::uint32_t>(key_bits(key));
  switch (EVP_PKEY_get_base_id(&key)) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
    case EVP_PKEY_DSA:
    case EVP_PKEY_DH:
    case EVP_PKEY_DHX: return bits < floor.rsa_bits;
    default: return bits < floor.curve_bits;
  }
}

bool signed_weakly(X509& certificate, const Floor& floor) {
  int digest = NID_undef;
  if (!X509_get_signature_info(&certificate, &digest, nullptr, nullptr, nullptr)) return true;
  if (digest == NID_undef) return false;  // EdDSA, which has its own
  return is_below(digest, floor);
}

bool signed_weakly(const X509_ALGOR& algorithm, const Floor& floor) {
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, &algorithm);
  const int nid = OBJ_obj2nid(object);
  if (nid == NID_rsassaPss) return is_below(digest_of_pss(algorithm), floor);
  int digest = NID_undef;
  if (!OBJ_find_sigid_algs(nid, &digest, nullptr)) return true;
  return digest != NID_undef && is_below(digest, floor);  // EdDSA has its own
}

const ContentCipher* content_cipher(int nid) {
  const auto found = std::find_if(std::begin(ciphers), std::end(ciphers),
                                  [&](const ContentCipher& each) { return each.nid == nid; });
  return found == std::end(ciphers) ? nullptr : found;
}
