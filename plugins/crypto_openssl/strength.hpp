// Which algorithms this backend takes part in, which of them are below the floor, and what they are
// called. What is not listed here is unsupported, whatever the loaded providers could do: the
// answer must not depend on a machine's configuration.
#pragma once

#include "openssl.hpp"

#include <chancery/floor.hpp>

#include <cstdint>
#include <string>

enum class Strength { sound, weak, unknown };

using chancery::Floor;

// "SHA256", "RSA-PSS"; the dotted object identifier where there is no name.
std::string algorithm_name(const ASN1_OBJECT& algorithm);
// Some write the combined identifier (sha1WithRSAEncryption) where the digest's belongs.
int digest_of(const ASN1_OBJECT& algorithm);
std::string digest_name(const ASN1_OBJECT& algorithm);
Strength digest_strength(int digest, const Floor& floor = {});

// Of a SignerInfo: "RSA", "RSA-PSS", "ECDSA", "DSA", "Ed25519"; else the identifier's own name.
std::string signature_name(const ASN1_OBJECT& algorithm);
bool signature_supported(const ASN1_OBJECT& algorithm);

// "RSA", "EC P-256", "Ed25519", "DSA" ...
std::string key_name(const EVP_PKEY& key);
// As they are counted: Ed25519 has 256 bits.
int key_bits(const EVP_PKEY& key);
// RSA, DSA and DH, or curves, below the floor.
bool key_is_weak(const EVP_PKEY& key, const Floor& floor = {});
// By a digest below the floor, which MD5, SHA-1 and older are; or nobody knows by which.
bool signed_weakly(X509& certificate, const Floor& floor = {});
// The same of any signature.
bool signed_weakly(const X509_ALGOR& algorithm, const Floor& floor);

// How content is encrypted.
struct ContentCipher {
  int nid;
  const char* name;    // "AES-256-CBC"
  bool authenticated;  // belongs into AuthEnvelopedData
  bool legacy;         // only in the legacy provider
};
// Null: unsupported.
const ContentCipher* content_cipher(int nid);
