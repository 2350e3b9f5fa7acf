/* SPDX-License-Identifier: MIT
 * What a crypto backend can do, as rows: so that a site learns at its check, not at delivery.
 */
#ifndef CHANCERY_ROLE_CRYPTO_CAPABILITY_H
#define CHANCERY_ROLE_CRYPTO_CAPABILITY_H

#include "../view.h"

/* One row of what a backend can do. */
typedef struct chancery_capability {
  uint32_t size;
  int32_t supported;
  chancery_view operation; /* "verify", "decrypt", "encrypt", "rewrap", "sign", "key" */
  chancery_view algorithm; /* "AES-256-CBC", "SHA256" ... */
  chancery_view key;       /* "RSA", "RSA-OAEP", "EC", "X25519" ... */
} chancery_capability;

typedef struct chancery_capability_sink {
  void* self;
  void (*capability)(void* self, const chancery_capability* row);
} chancery_capability_sink;

#endif
