/* SPDX-License-Identifier: MIT
 * Role: a way out. A session carries any number of copies and answers for each recipient.
 *
 * Failure policy: a recipient for whom no result was given, or try_later, is kept and tried again.
 */
#ifndef CHANCERY_ROLE_TRANSPORT_H
#define CHANCERY_ROLE_TRANSPORT_H

#include "../status.h"
#include "../view.h"

#define CHANCERY_ROLE_TRANSPORT "chancery.transport/1"

enum {
  CHANCERY_COPY_8BIT = 1, /* the content has bytes above 127: 8BITMIME, RFC 6152 */
  CHANCERY_COPY_UTF8 =
      2 /* the header has UTF-8: SMTPUTF8, RFC 6531; of addresses it says nothing */
};

typedef struct chancery_copy {
  uint32_t size;
  uint32_t flags;
  chancery_view sender;            /* envelope sender, bare; {"", 0}: the null sender */
  const chancery_view* recipients; /* bare addresses */
  size_t recipient_count;
  const chancery_view* content; /* the message is these pieces, one after the other */
  size_t content_count;
} chancery_copy;

typedef struct chancery_delivery {
  uint32_t size;
  chancery_code code;     /* OK, FAILED (for good) or TRY_LATER */
  size_t recipient;       /* index into the copy's recipients */
  chancery_view enhanced; /* RFC 3463, "2.0.0"; empty: not known */
  chancery_view reply;    /* what the other side or the system said */
} chancery_delivery;

typedef struct chancery_delivery_sink {
  void* self;
  void (*delivery)(void* self, const chancery_delivery* delivery); /* copies before it returns */
} chancery_delivery_sink;

typedef struct chancery_transport {
  uint32_t size;
  void* self;
  /* `*session` is made by the plugin, handed back to `send` and destroyed by `close`. */
  chancery_code (*open)(void* self, void** session, const chancery_sink* error);
  /* OK: every recipient has a result. Otherwise those without one count as try_later, and the
   * session is still to be closed. When a delivery is reported OK, it is durable or accepted. */
  chancery_code (*send)(void* self, void* session, const chancery_copy* copy,
                        const chancery_delivery_sink* deliveries, const chancery_sink* error);
  void (*close)(void* self, void* session);
} chancery_transport;

#endif
