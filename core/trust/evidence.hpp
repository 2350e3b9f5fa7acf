// What was found out about a message: who signed which bytes, what could be opened, who is proven
// to have written. Evidence only grows; `open` and `authenticate` append, `authorize` reads.
//
// A crypto outcome is a fact with a closed status, never a bool, never an exception.
#pragma once

#include "base/clock.hpp"
#include "mail/address.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

// The order is the one in which they win when several apply: the first is the worst news.
enum class Status {
  error,        // the check itself failed
  unsupported,  // an algorithm or a structure that the backend does not know
  invalid,      // the bytes are not what was signed, or the structure is broken
  untrusted,    // no chain to a configured anchor, or not for this purpose
  revoked,
  not_yet_valid,
  expired,
  weak,      // sound, but by an algorithm below the floor
  mismatch,  // sound, but by somebody else than the sender
  valid,
  no_key,  // decryption: no key of ours fits
  absent,  // there is nothing of this kind in the message
};
std::string_view name(Status status);  // "not_yet_valid"
std::optional<Status> status_named(std::string_view name);

struct Certificate {
  std::string der;
  std::string fingerprint;  // SHA-256, lower-case hex
  std::string subject, issuer, serial, key_algorithm;
  int key_bits = 0;
  bool may_sign = false, may_encrypt = false, is_ca = false, weak = false;
  Time not_before{}, not_after{};
  std::vector<Address> addresses;          // those with a canonical form
  std::vector<std::string> odd_addresses;  // printable; these never match anybody
};

// What a signature covers: the body, and the header fields of these names (as written) that stand
// under it too (RFC 9788). Nothing, unless the bytes are what was signed.
struct Covers {
  bool body = false;
  std::vector<std::string> fields;
  std::vector<std::string> contradicts;  // of them, those that say otherwise outside
};

// One SignerInfo (RFC 5652 section 5.3).
struct Signature {
  Status status = Status::error;
  std::string reason;
  std::string digest_algorithm, signature_algorithm;
  std::optional<Time> signing_time;  // the signer's claim
  std::optional<Certificate> certificate;
  // Equal for the same act of signing, whatever its encoding: who signed and what. Empty: unknown.
  std::string act;
  // Of every certificate below the anchor it could be asked whether it was revoked.
  bool revocation_checked = false;
  Covers covers;
  std::size_t depth = 0;  // of its layer: how many signatures and encryptions lie around it
};
bool is_over_these_bytes(Status status);  // whatever is wrong with the signer

// What became of encryption around the message or below its outermost signature. Not evidence of
// authorship.
struct Opening {
  Status status = Status::absent;  // absent: it came in clear
  std::string algorithm, reason;
  bool authenticated = false;  // by the encryption itself (RFC 5083), so nobody changed it
};

// What one authentication method makes of the facts.
struct Claim {
  std::string method;
  Status status = Status::absent;
  std::optional<Address> identity;  // proven, when valid
  std::string reason;
  std::optional<std::size_t> signature;  // index into Evidence::signatures
};

struct Evidence {
  Opening opened;                     // of the outermost encryption, or of the first that failed
  std::vector<Signature> signatures;  // of the outermost signed layer: these decide
  std::vector<Signature> deeper;      // of the layers below it, from outside: these decide nothing
  std::vector<Claim> claims;
};

// The first proven of smime, pgp, md5, dkim, smtp. "smtp" when none is: whoever sends is at least
// the one who claims to, which is what the method smtp says. smime counts only if no signature is
// invalid and a claim on one of them is valid.
std::string auth_method(const Evidence& evidence);

}  // namespace chancery
