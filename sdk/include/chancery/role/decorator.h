/* SPDX-License-Identifier: MIT
 * Role: adds something to a post. It never edits bytes: it says which spans of the original to keep
 * and what to put between them.
 *
 * Failure policy: open. A failing decorator leaves the message as it was, with a line in the log.
 */
#ifndef CHANCERY_ROLE_DECORATOR_H
#define CHANCERY_ROLE_DECORATOR_H

#include "../message.h"
#include "../status.h"

#define CHANCERY_ROLE_DECORATOR "chancery.decorator/1"

enum {
  CHANCERY_ROOT_SIGNED = 1,   /* the host knows a signature over the root, opaque ones included */
  CHANCERY_ROOT_ENCRYPTED = 2 /* the root is still encrypted: nobody could open it */
};

typedef struct chancery_decorate_request {
  uint32_t size;
  uint32_t protection;             /* CHANCERY_ROOT_SIGNED ... */
  const chancery_message* message; /* after decryption */
  chancery_view list;
  chancery_view footer; /* UTF-8 with LF or CRLF; {NULL, 0}: the list has none */
} chancery_decorate_request;

/* The new message, in order. A `keep` beyond the original's end fails the whole decoration. */
typedef struct chancery_splice_sink {
  void* self;
  void (*keep)(void* self, size_t offset, size_t size); /* into message->raw */
  void (*insert)(void* self, const char* data, size_t size);
} chancery_splice_sink;

typedef struct chancery_decorator {
  uint32_t size;
  void* self;
  /* `*applied` becomes 1 and the splice is the new message; or 0, and `reason` has one word why
   * ("signed", "encrypted", "no-footer" ...), and what was spliced is dropped. */
  chancery_code (*decorate)(void* self, const chancery_decorate_request* request, int32_t* applied,
                            const chancery_splice_sink* splice, const chancery_sink* reason,
                            const chancery_sink* error);
} chancery_decorator;

#endif
