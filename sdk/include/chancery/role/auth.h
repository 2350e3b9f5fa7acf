/* SPDX-License-Identifier: MIT
 * Role: an authentication method. It is handed the facts that were found about a message and the
 * sender's address, and claims who wrote it, or says why it cannot.
 *
 * Failure policy: closed. A failing auth plugin defers the message.
 */
#ifndef CHANCERY_ROLE_AUTH_H
#define CHANCERY_ROLE_AUTH_H

#include "../message.h"
#include "../signature.h"

#define CHANCERY_ROLE_AUTH "chancery.auth/1"

typedef struct chancery_auth_request {
  uint32_t size;
  uint32_t signature_stride;
  const chancery_message* message;      /* after decryption */
  chancery_view sender;                 /* canonical address of the one From field, or {NULL, 0} */
  const chancery_signature* signatures; /* over the root; one a SignerInfo */
  size_t signature_count;
  int64_t received_at; /* seconds since 1970 */
} chancery_auth_request;

typedef struct chancery_claim {
  uint32_t size;
  int32_t signature;      /* index of the signature it speaks of, or -1 */
  chancery_view method;   /* "smime", "smtp" */
  chancery_status status; /* valid: proven */
  chancery_view identity; /* the address proven, when valid */
  chancery_view reason;   /* one sentence why not */
} chancery_claim;

typedef struct chancery_claim_sink {
  void* self;
  void (*claim)(void* self, const chancery_claim* claim); /* copies before it returns */
} chancery_claim_sink;

typedef struct chancery_auth {
  uint32_t size;
  void* self;
  chancery_code (*authenticate)(void* self, const chancery_auth_request* request,
                                const chancery_claim_sink* claims, const chancery_sink* error);
} chancery_auth;

#endif
