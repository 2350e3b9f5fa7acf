// Which algorithms this backend takes part in, which of them are below the floor, and what they are
// called: the names that crypto_openssl gives them, so that a trace reads the same. What is not
// listed is unsupported, whatever libgcrypt could do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

struct Digest {
  const char* identifier;
  const char* name;  // "SHA256"
  int gcrypt;
  bool weak;
};
// Null: unsupported. Some write the combined identifier (sha1WithRSAEncryption) where the digest's
// belongs.
const Digest* digest_of(std::string_view identifier);

// Of a SignerInfo. A null name: not known at all.
struct SignatureAlgorithm {
  const char* name = nullptr;  // "RSA", "RSA-PSS", "ECDSA" ...
  bool supported = false;
};
SignatureAlgorithm signature_algorithm(std::string_view identifier);

// RSASSA-PSS with the salt as long as the digest and the same digest inside, which everybody
// writes. At other parameters gpgsm 2.2 fails, and may fall over. `algorithm`: the content of an
// AlgorithmIdentifier.
bool is_usual_pss(std::string_view algorithm);
// That digest; null: with other parameters.
const Digest* usual_pss_digest(std::string_view algorithm);
inline constexpr std::string_view pss_identifier = "1.2.840.113549.1.1.10";

// Keys whose signatures gpgsm 2.2 checks. Of P-521 it calls good ones bad.
bool key_is_checked(std::string_view key_algorithm);

// Of a certificate's signature: MD2, MD4, MD5 or SHA-1 under any kind of key.
bool is_weak_signature(std::string_view identifier);
// Of the digest in it; 0: it has none of its own, or is not known.
std::uint32_t digest_bits_of_signature(std::string_view identifier);
std::uint32_t digest_bits(const Digest& digest);

// How content is encrypted.
struct ContentCipher {
  const char* identifier;
  const char* name;    // "AES-256-CBC"
  bool authenticated;  // belongs into AuthEnvelopedData
  bool supported;
};
const ContentCipher* content_cipher(std::string_view identifier);

std::string curve_name(std::string_view identifier);  // "EC P-256"
