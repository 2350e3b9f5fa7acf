/* SPDX-License-Identifier: MIT
 * Role: a crypto backend for CMS (RFC 5652). It knows nothing of MIME: DER or BER comes in, DER and
 * content go out. Keys, trust and sealing sessions are handles that the backend made and the host
 * hands back; private keys and content keys never come out.
 *
 * Failure policy: closed. What could not be checked does not authenticate; the message is deferred.
 */
#ifndef CHANCERY_ROLE_CRYPTO_H
#define CHANCERY_ROLE_CRYPTO_H

#include "crypto_capability.h"
#include "crypto_key.h"
#include "crypto_request.h"

#define CHANCERY_ROLE_CRYPTO "chancery.crypto/1"

typedef struct chancery_crypto {
  uint32_t size;
  void* self;
  void (*capabilities)(void* self, const chancery_capability_sink* rows);

  /* PEM (any number of certificates; other blocks are skipped) or DER. None found: UNUSABLE. */
  chancery_code (*certificate_read)(void* self, chancery_view input,
                                    const chancery_certificate_sink* certificates,
                                    const chancery_sink* error);
  /* Checks that `certificate` (DER) can be encrypted to (key on its curve, usage) and writes what
   * recipient_seal needs of it, ready to use. The form is this backend's own; `prepare_version`
   * changes when it does. */
  chancery_code (*prepare)(void* self, chancery_view certificate, const chancery_sink* prepared,
                           const chancery_sink* error);
  uint32_t prepare_version;

  /* `input` is a private key: PEM, DER or PKCS#12, plain or encrypted under `password`. Writes it
   * as PKCS#8 PEM encrypted under `new_password`, and its certificate as PEM, then the others that
   * came with it: from the PKCS#12, or `certificate` (PEM or DER). A pair that does not fit:
   * UNUSABLE. A wrong password: NO_KEY. */
  chancery_code (*key_import)(void* self, chancery_view input, chancery_view certificate,
                              chancery_view password, chancery_view new_password,
                              const chancery_sink* key_pem, const chancery_sink* certificate_pem,
                              const chancery_sink* error);
  /* The same inputs; the key stays inside. Destroyed by key_close. */
  chancery_code (*key_open)(void* self, chancery_view input, chancery_view certificate,
                            chancery_view password, void** key, const chancery_sink* error);
  void (*key_close)(void* self, void* key);

  /* A file that cannot be read: MISCONFIGURED, with its name. Destroyed by trust_close. */
  chancery_code (*trust_open)(void* self, const chancery_trust* trust, void** handle,
                              const chancery_sink* error);
  void (*trust_close)(void* self, void* handle);

  /* What a CMS object is, by its content type. Not CMS at all: UNUSABLE. */
  chancery_code (*inspect)(void* self, chancery_view cms, int32_t* kind,
                           const chancery_sink* error);
  /* States one signature a SignerInfo. For an opaque signature writes what was signed. CHANCERY_OK
   * also when all of them are invalid; UNUSABLE when it cannot be read as SignedData. */
  chancery_code (*verify)(void* self, const chancery_verify_request* request,
                          const chancery_signature_sink* signatures, const chancery_sink* content,
                          const chancery_sink* error);
  /* Tries the keys that fit a RecipientInfo. Content is written only if the whole was opened (and,
   * for AuthEnvelopedData, its tag verified). What came out is in `opening`. */
  chancery_code (*decrypt)(void* self, chancery_view cms, void* const* keys, size_t key_count,
                           const chancery_sink* content, chancery_opening* opening,
                           const chancery_sink* error);

  /* Encrypts once. `cipher`: "AES-256-CBC" or "AES-256-GCM". `*tail` is the end of every envelope
   * that recipient_seal begins, valid until content_close. */
  chancery_code (*content_seal)(void* self, chancery_view content, chancery_view cipher,
                                void** session, chancery_view* tail, const chancery_sink* error);
  /* Writes the beginning of an envelope for exactly these recipients (each as `prepare` wrote it);
   * beginning and tail together are one DER ContentInfo. No recipient at all: FAILED. */
  chancery_code (*recipient_seal)(void* self, void* session, const chancery_view* prepared,
                                  size_t prepared_count, const chancery_sink* head,
                                  const chancery_sink* error);
  void (*content_close)(void* self, void* session);

  /* As `decrypt`; and what was opened becomes a session of recipient_seal, in which the ciphertext
   * and all that stands under or beside it (originatorInfo, attributes, tag) pass byte for byte. A
   * failed unwrapping goes on with a random key: every failure looks and takes the same. When it
   * was opened but cannot be passed on, `*session` is NULL and `reason` says why. */
  chancery_code (*envelope_open)(void* self, chancery_view cms, void* const* keys, size_t key_count,
                                 const chancery_sink* content, chancery_opening* opening,
                                 void** session, chancery_view* tail, const chancery_sink* error);
  /* Writes a SignedData, DER, over `content` in canonical form, without it (detached), by SHA-256,
   * with the certificate of the key and the others that came with it. */
  chancery_code (*sign)(void* self, void* key, chancery_view content,
                        const chancery_sink* signature, const chancery_sink* error);
  chancery_code (*key_new)(void* self, const chancery_key_request* request,
                           const chancery_new_key* made, const chancery_sink* error);
} chancery_crypto;

#endif
