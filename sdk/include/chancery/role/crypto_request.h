/* SPDX-License-Identifier: MIT
 * What goes into a crypto backend and what it states; role/crypto.h has its functions.
 */
#ifndef CHANCERY_ROLE_CRYPTO_REQUEST_H
#define CHANCERY_ROLE_CRYPTO_REQUEST_H

#include "../signature.h"

/* How much lists of revoked certificates (CRLs) and answers about single ones (OCSP) count. */
enum {
  CHANCERY_REVOCATION_PREFER = 0,  /* one that is there counts */
  CHANCERY_REVOCATION_REQUIRE = 1, /* untrusted without a current one for every certificate */
  CHANCERY_REVOCATION_IGNORE = 2
};

/* What a site trusts. Paths; the anchors are these and no others. */
typedef struct chancery_trust {
  uint32_t size;
  uint32_t partial_chain; /* 1: a trusted intermediate ends a chain */
  const chancery_view* ca_files;
  size_t ca_file_count;
  chancery_view ca_path;          /* directory hashed by c_rehash */
  const chancery_view* crl_files; /* looked at for every certificate whose issuer has one here */
  size_t crl_file_count;
  const chancery_view* intermediate_files; /* untrusted: build chains, find signers */
  size_t intermediate_file_count;
  uint32_t revocation; /* CHANCERY_REVOCATION_... */
  /* Answers of OCSP (RFC 6960), DER; they count as lists do. Not there: none. */
  const chancery_view* ocsp_files;
  size_t ocsp_file_count;
} chancery_trust;

enum {
  CHANCERY_CMS_SIGNED = 1,
  CHANCERY_CMS_ENVELOPED = 2,
  CHANCERY_CMS_AUTH_ENVELOPED = 3,
  CHANCERY_CMS_CERTIFICATES_ONLY = 4, /* SignedData without signers */
  CHANCERY_CMS_OTHER = 5
};

typedef struct chancery_verify_request {
  uint32_t size;
  uint32_t allow_weak; /* 1: algorithms below the floor count as sound */
  void* trust;
  chancery_view cms;
  chancery_view
      content; /* what a detached signature is over, in canonical form; {NULL, 0}: opaque */
  int64_t at;  /* chains and CRLs are judged at this time, seconds since 1970 */
  /* The floor, in bits: of RSA, DSA and DH keys, of curves, of digests; in the signature and in the
   * chain. What is below is `weak`. Lower than 2048, 224 and 224, or not there: these. */
  uint32_t least_rsa_bits, least_curve_bits, least_digest_bits;
} chancery_verify_request;

typedef struct chancery_signature_sink {
  void* self;
  void (*signature)(void* self, const chancery_signature* signature);
} chancery_signature_sink;

typedef struct chancery_certificate_sink {
  void* self;
  void (*certificate)(void* self, const chancery_certificate* certificate);
} chancery_certificate_sink;

typedef struct chancery_opening {
  uint32_t size;
  /* valid, no_key, invalid, unsupported. Whoever cannot tell answers with a code, never with OK. */
  chancery_status status;
  const chancery_sink* algorithm; /* "AES-256-CBC" */
  const chancery_sink* reason;
  uint32_t authenticated; /* 1: valid, and by a tag over the content (RFC 5083) */
} chancery_opening;

#endif
