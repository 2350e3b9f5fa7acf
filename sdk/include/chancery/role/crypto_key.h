/* SPDX-License-Identifier: MIT
 * How a new private key is asked for.
 */
#ifndef CHANCERY_ROLE_CRYPTO_KEY_H
#define CHANCERY_ROLE_CRYPTO_KEY_H

#include "../view.h"

typedef struct chancery_key_request {
  uint32_t size;
  uint32_t days;           /* validity of the certificate that it signs for itself */
  chancery_view algorithm; /* "RSA 3072", "EC P-256"; another: UNSUPPORTED */
  chancery_view address;   /* canonical; becomes rfc822Name, or SmtpUTF8Mailbox beyond ASCII */
  chancery_view password;  /* the key is written under it; empty: MISCONFIGURED */
  int64_t at;              /* valid from then on, seconds since 1970 */
} chancery_key_request;

/* Where it goes, all as PEM: the key as PKCS#8, encrypted; a certificate by the key itself; and a
 * request (RFC 2986) for an authority to make another of. */
typedef struct chancery_new_key {
  uint32_t size;
  const chancery_sink* key;
  const chancery_sink* certificate;
  const chancery_sink* request;
} chancery_new_key;

#endif
