/* SPDX-License-Identifier: MIT
 * Plain facts about certificates and signatures. A crypto backend states them, an auth plugin reads
 * them.
 */
#ifndef CHANCERY_SIGNATURE_H
#define CHANCERY_SIGNATURE_H

#include "status.h"
#include "view.h"

enum {
  CHANCERY_MAY_SIGN =
      1, /* keyUsage and extended key usage allow signing mail, RFC 8550 section 4.4 */
  CHANCERY_MAY_ENCRYPT = 2, /* ... allow encrypting to it */
  CHANCERY_IS_CA = 4
};

/* RFC 5280. Texts are UTF-8. */
typedef struct chancery_certificate {
  uint32_t size;
  uint32_t usage; /* CHANCERY_MAY_SIGN ... */
  chancery_view der;
  chancery_view fingerprint; /* SHA-256 over `der`, lower-case hex */
  chancery_view subject;     /* RFC 2253 form */
  chancery_view issuer;
  chancery_view serial;        /* hex */
  chancery_view key_algorithm; /* "RSA", "EC P-256", "Ed25519" ... */
  int32_t key_bits;
  int32_t weak;                  /* 1: key or signature on it below the floor */
  int64_t not_before, not_after; /* seconds since 1970 */
  /* RFC 8550 section 3: rfc822Name and SmtpUTF8Mailbox of subjectAltName; emailAddress of the
   * subject only if there is no address in subjectAltName. From a crypto backend: the bytes as they
   * stand in the certificate. To an auth plugin: canonical addresses; what is none is left out. */
  const chancery_view* addresses;
  size_t address_count;
} chancery_certificate;

/* One SignerInfo, RFC 5652 section 5.3. */
typedef struct chancery_signature {
  uint32_t size;
  chancery_status status; /* of bytes, chain, purpose, time and strength; not of who signed */
  chancery_view reason;   /* one sentence; empty when valid */
  chancery_view digest_algorithm;    /* "SHA256" */
  chancery_view signature_algorithm; /* "RSA", "RSA-PSS", "ECDSA" ... */
  int64_t signing_time;              /* the signer's claim, seconds since 1970; INT64_MIN: none */
  const chancery_certificate* certificate; /* NULL: not found */
  /* SHA-256 in lower-case hex over who signed (the certificate) and what they signed (the signed
   * attributes, or the content where there are none), and not over the signature's own bytes: those
   * of ECDSA have a second form that anybody can make of the first. Equal: the same act of signing.
   * Empty without a certificate. To an auth plugin it is empty. */
  chancery_view act;
  /* Content ciphers that the signer's program says it reads (RFC 8551 section 2.5.2), in its order:
   * "AES-256-GCM AES-256-CBC"; what has no name here is left out. To an auth plugin it is empty. */
  chancery_view capabilities;
  /* 1: for every certificate of the chain below the anchor a current list of revoked ones, or a
   * current answer about it, was there. */
  uint32_t revocation_checked;
} chancery_signature;

#endif
